import { Skeleton } from "@mantine/core";
import { IconBellOff, IconCircleCheck } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { publicAddress } from "../../public/publicPlace";
import { queryOf } from "../../variables/variables";
import type { ParamsOf } from "../params";
import type { PublicWidgetProps } from "../widget";
import { AlarmRow, AlarmRows, type ShownAlarm } from "./AlarmRows";
import type { fields } from "./index";

/** News of alarms go to people of the organization alone: who has only a link looks again and again. */
const LOOK_EVERY_MS = 10_000;

/** The alarms of what the dashboard shows: nobody's name, nothing to press. */
export function PublicAlarms({ id, title, params, place }: PublicWidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const { token, grant, given } = place;
  const { data, error, refetch } = useQuery({
    queryKey: ["public", token, "alarms", id, grant, given],
    queryFn: ({ signal }) =>
      api.get<{ items: ShownAlarm[]; devices: number }>(
        publicAddress(place, `/alarms/${encodeURIComponent(id)}`),
        queryOf(given),
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_EVERY_MS,
  });
  if (error && !data) return <ErrorState error={error} retry={refetch} isSmall />;
  if (!data) return <Skeleton height="100%" radius="sm" />;
  if (data.devices === 0) return <EmptyState isSmall icon={IconBellOff} text={t("public.noDevices")} />;
  if (data.items.length === 0) {
    return <EmptyState isSmall icon={IconCircleCheck} text={t(`widget.alarm_table.empty.${params.scope}`)} />;
  }
  return (
    <AlarmRows title={title}>
      {data.items.map((alarm) => (
        <AlarmRow key={alarm.id} alarm={alarm} isQuiet={alarm.state.endsWith("_acked")} />
      ))}
    </AlarmRows>
  );
}
