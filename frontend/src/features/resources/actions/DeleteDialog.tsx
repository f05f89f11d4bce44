import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { api } from "@/shared/api/client";
import { nodePath } from "@/shared/nodes/nodes";
import { Slot } from "@/shared/nodes/slots";
import { notify, notifyFailure } from "@/shared/notify/notify";
import { confirm } from "@/shared/ui/confirm";
import type { Moving } from "../tree/moves";
import { selectOnly } from "../tree/treeStore";
import { addressOf } from "./addresses";
import { canEdit } from "./nodeActions";
import { useTreeChanged } from "./useMove";

/** Devices ask what becomes of their history; empty sites and organizations are asked about once. */
export function DeleteDialog({ subjects, close }: { subjects: readonly Moving[] | null; close: () => void }) {
  const { t } = useTranslation("resources");
  const changed = useTreeChanged();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const deletable = subjects?.filter(({ item }) => canEdit(item)) ?? [];
  const devices = deletable.filter(({ item }) => item.kind === "device");
  const places = deletable.filter(({ item }) => item.kind !== "device");
  const asked = useRef<readonly Moving[] | null>(null);

  /** The open page may show what is no longer there. */
  function leave(gone: readonly Moving[]): void {
    const open = gone.find(({ item }) => pathname === nodePath(item.key));
    selectOnly(open?.parent ?? "");
    if (open) void navigate(open.parent ? nodePath(open.parent) : "/resources", { replace: true });
  }

  async function removePlaces(): Promise<void> {
    close();
    const [first] = places;
    if (!first) return;
    const agreed = await confirm({
      title:
        places.length === 1
          ? t("delete.title", { name: first.item.label })
          : t("delete.title_many", { count: places.length }),
      text: t("delete.place_text"),
      action: t("action.delete", { count: places.length }),
      isDangerous: true,
    });
    if (!agreed) return;
    const gone: Moving[] = [];
    for (const place of places) {
      try {
        await api.delete(addressOf(place.item));
        gone.push(place);
      } catch (error) {
        notifyFailure(t("delete.refused", { name: place.item.label }), error);
      }
    }
    if (gone.length > 0) {
      leave(gone);
      notify(t("delete.done", { count: gone.length }));
    }
    await changed();
  }

  useEffect(() => {
    if (asked.current === subjects) return;
    asked.current = subjects;
    if (subjects && devices.length === 0) void removePlaces();
  });
  return (
    <Slot
      name="deleteDevices"
      props={{
        devices:
          devices.length > 0
            ? devices.map(({ item }) => ({
                id: Number(item.id),
                name: item.label,
                organization_id: item.organization_id,
              }))
            : null,
        close: (isDone) => {
          close();
          if (!isDone) return;
          leave(devices);
          void changed();
        },
      }}
    />
  );
}
