import { Progress, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call, inOrganization } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { CommandStatus } from "@/shared/api/types";
import { ErrorState } from "@/shared/ui/ErrorState";

type Batch = components["schemas"]["BatchOut"];

const LOOK_AGAIN_MS = 1_000;

const SHADES: [status: CommandStatus, color: string][] = [
  ["done", "green"],
  ["failed", "red"],
  ["expired", "orange"],
  ["delivered", "blue.4"],
  ["sent", "blue.3"],
  ["queued", "gray.4"],
];

/** How far the commands have come that were sent together. */
export function BatchProgress({ batch, organizationId }: { batch: string; organizationId?: string }) {
  const { t } = useTranslation("devices");
  const state = useQuery({
    queryKey: ["commands", "batch", batch],
    queryFn: ({ signal }) =>
      call<Batch>("GET", `/api/commands/batches/${batch}`, { signal, ...inOrganization(organizationId) }),
    refetchInterval: ({ state: { data } }) => (data?.is_finished ? false : LOOK_AGAIN_MS),
  });
  if (!state.data) return state.error ? <ErrorState error={state.error} isSmall /> : null;
  const { total, counts } = state.data;
  return (
    <div>
      <Progress.Root size="lg" mb="sm">
        {SHADES.map(([status, color]) => (
          <Progress.Section
            key={status}
            value={(100 * (counts[status] ?? 0)) / Math.max(1, total)}
            color={color}
            aria-label={t(`command_status.${status}`)}
          />
        ))}
      </Progress.Root>
      <Text className="num">
        {SHADES.filter(([status]) => counts[status])
          .map(([status]) => `${counts[status]} ${t(`command_status.${status}`).toLowerCase()}`)
          .join(" · ")}
      </Text>
    </div>
  );
}
