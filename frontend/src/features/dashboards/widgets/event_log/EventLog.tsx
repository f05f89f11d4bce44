import { Skeleton } from "@mantine/core";
import { useThrottledCallback } from "@mantine/hooks";
import { IconBell, IconHistory, IconPlugConnected, IconSend } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { fullTime, shortTime } from "@/shared/time/format";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import { formatValue } from "../../data/format";
import { useChosenPlaces } from "../../variables/useChosenPlaces";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./EventLog.module.css";
import type { fields } from "./index";
import { JOURNAL_KINDS, type JournalEntry, journalQuery } from "./journalQuery";

const ICONS = { alarms: IconBell, commands: IconSend, connections: IconPlugConnected } as const;
/** In a flood the list is read every other second and not once an event. */
const READ_EVERY_MS = 2000;
/** Devices that come and go tell nobody but the journal. */
const LOOK_EVERY_MS = 15_000;

export function EventLog({ params, sources, range, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const kinds = JOURNAL_KINDS.filter((kind) => params[kind]);
  const chosen = useChosenPlaces();
  const bound = [...new Set(sources.flatMap(({ info }) => (info.deviceId === null ? [] : [info.deviceId])))];
  // What it is bound to says more than what is chosen above the page.
  const { devices, sites } = bound.length > 0 || !params.followsVariables ? { devices: bound, sites: [] } : chosen;
  const { data, error, refetch } = useQuery({
    ...journalQuery({ kinds, devices, sites, range: params.inRange ? range : null, limit: params.rows }),
    enabled: kinds.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_EVERY_MS,
  });
  const readAgain = useThrottledCallback(() => void refetch(), READ_EVERY_MS);
  useLiveUpdates(["alarms", "commands"], (update) => {
    if (update.kind !== "error") readAgain();
  });
  if (kinds.length === 0) return <EmptyState isSmall text={t("widget.event_log.nothingChosen")} />;
  if (error && !data) return <ErrorState error={error} retry={refetch} isSmall />;
  if (!data) return <Skeleton height="100%" radius="sm" />;
  if (data.length === 0) return <EmptyState isSmall icon={IconHistory} text={t("widget.event_log.empty")} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label={title}>
      <ol className={classes.list}>
        {data.map((entry, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two entries may say the same of the same moment.
          <Row key={`${entry.kind}:${entry.at}:${i}`} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function Row({ entry }: { entry: JournalEntry }) {
  const { t } = useTranslation("dashboards");
  const Icon = ICONS[entry.kind];
  const value = entry.value === null || entry.value === undefined ? "" : formatValue(entry.value, null);
  const detail = [entry.device, entry.text, entry.by && t("widget.event_log.by", { name: entry.by })].filter(Boolean);
  return (
    <li className={classes.row} data-event={entry.event}>
      <time dateTime={entry.at} title={fullTime(entry.at)}>
        {shortTime(entry.at)}
      </time>
      <span className={classes.mark} title={t(`widget.event_log.kind.${entry.kind}`)}>
        {entry.severity ? (
          <SeverityIcon
            severity={entry.severity}
            isQuiet={entry.event !== "raised"}
            label={t(`level.${entry.severity}`)}
          />
        ) : (
          <Icon size={15} stroke={1.6} role="img" aria-label={t(`widget.event_log.kind.${entry.kind}`)} />
        )}
      </span>
      <span className={classes.what}>
        <span className={classes.title} dir="auto">
          {[entry.title, value].filter(Boolean).join(" = ")} <b>{t(`widget.event_log.event.${entry.event}`)}</b>
        </span>
        <span className={classes.detail} dir="auto">
          {detail.join(" · ")}
        </span>
      </span>
    </li>
  );
}
