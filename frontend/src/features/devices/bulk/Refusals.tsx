import { Alert, List } from "@mantine/core";
import { useTranslation } from "react-i18next";

const NAMED = 8;

interface RefusalsProps {
  refused: readonly { name?: string; device?: string; reason: string }[];
  total?: number;
}

/** Which devices stayed as they were, and why. */
export function Refusals({ refused, total = refused.length }: RefusalsProps) {
  const { t } = useTranslation("devices");
  if (total === 0) return null;
  return (
    <Alert color="orange" variant="light" title={t("bulk.refused", { count: total })}>
      <List size="sm">
        {refused.slice(0, NAMED).map(({ name, device, reason }) => (
          <List.Item key={`${name ?? device} ${reason}`}>
            {name ?? device}: {reason}
          </List.Item>
        ))}
        {total > NAMED && <List.Item>{t("bulk.more", { count: total - NAMED })}</List.Item>}
      </List>
    </Alert>
  );
}
