import { Skeleton } from "@mantine/core";
import { IconBellOff, IconCircleCheck } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { publicAddress } from "../../public/publicPlace";
import { useIsCut } from "../../public/useIsCut";
import { queryOf } from "../../variables/variables";
import type { ParamsOf } from "../params";
import type { PublicWidgetProps } from "../widget";
import { AlarmRow, AlarmRows, type ShownAlarm } from "./AlarmRows";
import type { fields } from "./index";

/** Without a live socket. */
const LOOK_EVERY_MS = 10_000;
/** With it, in case its word got lost. */
const SELDOM_MS = 60_000;
/** The server gives all visitors one answer for 1.5 s: asked for sooner, it may be from before the news. */
const AFTER_NEWS_MS = 1_600;

const NONE: readonly string[] = [];

/** The alarms of what the dashboard shows: nobody's name, nothing to press. */
export function PublicAlarms({ id, title, params, place }: PublicWidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const { token, grant, given } = place;
  const isCut = useIsCut();
  const { data, error, refetch } = useQuery({
    queryKey: ["public", token, "alarms", id, grant, given],
    queryFn: ({ signal }) =>
      api.get<{ items: ShownAlarm[]; topics: string[] }>(
        publicAddress(place, `/alarms/${encodeURIComponent(id)}`),
        queryOf(given),
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: isCut ? LOOK_EVERY_MS : SELDOM_MS,
  });
  useNews(data?.topics ?? NONE, () => void refetch());
  if (error && !data) return <ErrorState error={error} retry={refetch} isSmall />;
  if (!data) return <Skeleton height="100%" radius="sm" />;
  if (data.topics.length === 0) return <EmptyState isSmall icon={IconBellOff} text={t("public.noDevices")} />;
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

/** Read again a moment after the topics said something; a flood is read once in that time. */
function useNews(topics: readonly string[], read: () => void): void {
  const latest = useRef(read);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    latest.current = read;
  });
  const readSoon = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, AFTER_NEWS_MS);
  };
  useLiveUpdates(topics, (update) => {
    if (update.kind !== "error") readSoon();
  });
  const watched = topics.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed while the topics were being asked for is said by nobody.
  useEffect(() => {
    if (watched) readSoon();
    return () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [watched]);
}
