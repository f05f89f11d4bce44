import { Anchor, Popover } from "@mantine/core";
import { IconFlag3Filled } from "@tabler/icons-react";
import { useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Severity } from "@/shared/api/types";
import { momentText } from "@/shared/time/format";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import { type AlarmMark, type Annotation, useMarks, useNotes } from "../data/marks";
import type { Source } from "../data/source";
import { PublicPlaceContext } from "../public/publicPlace";
import type { ResolvedRange } from "../time/timeRange";
import classes from "./ChartFrame.module.css";
import { type Gathered, gathered } from "./gatherMarks";

interface ChartMarksProps {
  range: ResolvedRange;
  sources: readonly Source[];
}

/** Alarms along the upper edge, by shape and colour of their severity; what people noted along the lower one. */
export function ChartMarks({ range, sources }: ChartMarksProps) {
  const marks = useMarks();
  const metrics = new Set(sources.map(({ info }) => info.metricId));
  const devices = new Set(sources.map(({ info }) => info.deviceId));
  const alarms = marks.alarms.filter(({ metric_id, device_id }) =>
    metric_id === null ? devices.has(device_id) : metrics.has(metric_id),
  );
  const annotations = marks.annotations.filter(({ metric_id }) => metric_id === null || metrics.has(metric_id));
  if (alarms.length === 0 && annotations.length === 0) return null;
  const span_ms = range.to_ms - range.from_ms;
  const percent = (at_ms: number) => ((at_ms - range.from_ms) / span_ms) * 100;
  const width = (from: string, to: string | null) => {
    const start = Math.max(0, percent(Date.parse(from)));
    const end = Math.min(100, to ? percent(Date.parse(to)) : 100);
    return { left: `${start}%`, width: `${Math.max(0, end - start)}%` };
  };
  return (
    <div className={classes.marks}>
      {alarms.map((alarm) => (
        <span
          key={alarm.id}
          className={classes.span}
          style={{ ...width(alarm.raised_at, alarm.cleared_at), background: `var(--${alarm.severity})` }}
        />
      ))}
      {annotations.map((note) => (
        <span
          key={note.id}
          className={classes.stretch}
          style={note.until ? width(note.at, note.until) : { left: `${percent(Date.parse(note.at))}%` }}
        />
      ))}
      {gathered(alarms, ({ raised_at }) => percent(Date.parse(raised_at))).map((group) => (
        <AlarmGroup key={group.marks[0]?.id} group={group} />
      ))}
      {gathered(annotations, ({ at }) => percent(Date.parse(at))).map((group) => (
        <NoteGroup key={group.marks[0]?.id} group={group} />
      ))}
    </div>
  );
}

const RANK: readonly string[] = ["critical", "major", "minor", "warning"];

function AlarmGroup({ group }: { group: Gathered<AlarmMark> }) {
  const { t } = useTranslation("dashboards");
  const { marks, percent } = group;
  const isPublic = useContext(PublicPlaceContext) !== null;
  const worst = [...marks].sort((a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity))[0];
  if (!worst) return null;
  const label = marks.length === 1 ? alarmText(worst) : t("marks.alarms", { count: marks.length });
  return (
    <MarkButton label={label} percent={percent} icon={<SeverityIcon severity={severityOf(worst)} size={11} />}>
      <ul className={classes.list}>
        {marks.map((alarm) => (
          <li key={alarm.id}>
            <SeverityIcon severity={severityOf(alarm)} label={t(`level.${severityOf(alarm)}`)} />
            <span>
              {isPublic ? (
                alarm.title
              ) : (
                <Link to={`/alarms?alarm=${alarm.id}${alarm.cleared_at ? "&scope=history" : ""}`}>{alarm.title}</Link>
              )}
              <br />
              <span className={classes.when}>
                {alarm.device && `${alarm.device} · `}
                {momentText(alarm.raised_at)} – {alarm.cleared_at ? momentText(alarm.cleared_at) : t("marks.active")}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </MarkButton>
  );
}

/** The server's own words, which are ours. */
function severityOf({ severity }: AlarmMark): Severity {
  return RANK.includes(severity) ? (severity as Severity) : "warning";
}

function alarmText({ title, raised_at }: AlarmMark): string {
  return `${title}, ${momentText(raised_at)}`;
}

function NoteGroup({ group }: { group: Gathered<Annotation> }) {
  const { t } = useTranslation("dashboards");
  const door = useNotes();
  const { marks, percent } = group;
  const [first] = marks;
  if (!first) return null;
  const label = marks.length === 1 ? t("marks.note", { text: first.text }) : t("marks.notes", { count: marks.length });
  return (
    <MarkButton label={label} percent={percent} isNote icon={<IconFlag3Filled size={12} aria-hidden />}>
      <ul className={classes.list}>
        {marks.map((note) => (
          <li key={note.id}>
            <span>
              {door ? (
                <Anchor component="button" ta="left" onClick={() => door.open(note)}>
                  {note.text}
                </Anchor>
              ) : (
                note.text
              )}
              <br />
              <span className={classes.when}>
                {momentText(note.at)}
                {note.until && ` – ${momentText(note.until)}`}
                {note.author && ` · ${note.author}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </MarkButton>
  );
}

interface MarkButtonProps {
  label: string;
  percent: number;
  icon: React.ReactNode;
  isNote?: boolean;
  children: React.ReactNode;
}

function MarkButton({ label, percent, icon, isNote = false, children }: MarkButtonProps) {
  const [isOpen, setOpen] = useState(false);
  if (percent < 0 || percent > 100) return null;
  return (
    <Popover opened={isOpen} onChange={setOpen} width={280} withArrow shadow="md" withinPortal>
      <Popover.Target>
        <button
          type="button"
          className={isNote ? `${classes.mark} ${classes.note}` : classes.mark}
          style={{ left: `${percent}%` }}
          aria-label={label}
          title={label}
          onClick={() => setOpen(!isOpen)}
        >
          {icon}
        </button>
      </Popover.Target>
      <Popover.Dropdown p="xs">{children}</Popover.Dropdown>
    </Popover>
  );
}
