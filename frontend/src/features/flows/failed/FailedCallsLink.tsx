import { Button } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useCan } from "@/shared/session/useMe";
import { failedCountQuery } from "./queries";

/** The way to the failed calls of a flow; a flow without any needs none. */
export function FailedCallsLink({ flow }: { flow: number }) {
  const { t } = useTranslation("flows");
  const mayEdit = useCan()("edit_flows");
  const { data: count = 0 } = useQuery({ ...failedCountQuery(flow), enabled: mayEdit });
  if (!mayEdit || count === 0) return null;
  return (
    <Button
      component={Link}
      to={`/flows/failed-calls?flow=${flow}`}
      variant="light"
      color="red"
      size="compact-xs"
      leftSection={<IconAlertCircle size={14} />}
      data-testid="failed-calls"
    >
      {t("failed.badge", { count })}
    </Button>
  );
}
