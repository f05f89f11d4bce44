import { useTranslation } from "react-i18next";
import type { NodeKind } from "@/shared/nodes/nodes";
import { NodeField } from "@/shared/pickers/NodeField";
import { useMe } from "@/shared/session/useMe";

const PLACES: readonly NodeKind[] = ["organization", "site", "device"];

interface PlaceFieldProps {
  /** The key of a site or a device; empty for the organization itself. */
  value: string;
  change: (key: string) => void;
  /** Who may edit dashboards at parts of the organization only, has to say where. */
  isNeeded?: boolean;
}

/** Where in the tree a dashboard stands. */
export function PlaceField({ value, change, isNeeded = false }: PlaceFieldProps) {
  const { t } = useTranslation("dashboards");
  const organization = useMe()?.organization.id;
  return (
    <NodeField
      label={t("place.label")}
      description={t(isNeeded ? "place.helpNeeded" : "place.help")}
      value={value || (isNeeded || !organization ? "" : `o:${organization}`)}
      change={(key) => change(key.startsWith("o:") ? "" : key)}
      kinds={PLACES}
    />
  );
}
