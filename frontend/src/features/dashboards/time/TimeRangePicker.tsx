import { ActionIcon, Button, Popover, Select, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { IconClock, IconPlayerPlay, IconZoomOut } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { momentOfWallClock, shownTimeZone, wallClock } from "@/shared/time/format";
import { useIsPhone } from "@/shared/ui/useIsPhone";
import { rangeText } from "./rangeText";
import classes from "./TimeRangePicker.module.css";
import { isRelative, liveSpan, QUICK_RANGES, resolveTime, sameRange, type TimeRange } from "./timeRange";

interface TimeRangePickerProps {
  range: TimeRange;
  change: (range: TimeRange) => void;
  /** Null when there is nothing to go back to. */
  zoomBack: (() => void) | null;
  /** Null while the range is live. */
  goLive: (() => void) | null;
  /** The zone that the dashboard lays down, and how to lay down another one while it is edited. */
  zone?: { name: string; set: ((name: string) => void) | null };
  /** Where there is no room for more: "15 min". */
  isShort?: boolean;
}

export function TimeRangePicker({ range, change, zoomBack, goLive, zone, isShort = false }: TimeRangePickerProps) {
  const { t } = useTranslation("dashboards");
  const isPhone = useIsPhone();
  const [isOpen, setOpen] = useState(false);
  const shown = isPhone || isShort ? shortText(range, t) : rangeText(range, t);
  const choose = (chosen: TimeRange) => {
    change(chosen);
    setOpen(false);
  };
  return (
    <div className={classes.picker}>
      {zoomBack && (
        <Tooltip label={t("range.back")}>
          <ActionIcon aria-label={t("range.back")} onClick={zoomBack} data-testid="zoom-back">
            <IconZoomOut size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
      {goLive && (
        <Tooltip label={t("range.live")}>
          <ActionIcon aria-label={t("range.live")} onClick={goLive} data-testid="go-live">
            <IconPlayerPlay size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
      <Popover opened={isOpen} onChange={setOpen} position="bottom-end" trapFocus>
        <Popover.Target>
          <Button
            variant="default"
            leftSection={<IconClock size={16} stroke={1.6} aria-hidden />}
            onClick={() => setOpen(!isOpen)}
            aria-label={`${t("range.label")}: ${shown}`}
            aria-haspopup="dialog"
            data-testid="time-range"
            data-words
            classNames={{ root: classes.button, label: classes.label }}
          >
            {shown}
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={0} aria-label={t("range.label")}>
          <div className={classes.choices}>
            <ul className={classes.quick} aria-label={t("range.quick")}>
              {QUICK_RANGES.map((quick) => (
                <li key={quick.from}>
                  <button type="button" aria-current={sameRange(quick, range)} onClick={() => choose(quick)}>
                    {rangeText(quick, t)}
                  </button>
                </li>
              ))}
            </ul>
            <div className={classes.own}>
              <OwnRange range={range} choose={choose} />
              <ZoneLine zone={zone} />
            </div>
          </div>
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}

function OwnRange({ range, choose }: { range: TimeRange; choose: (range: TimeRange) => void }) {
  const { t } = useTranslation("dashboards");
  const [from, setFrom] = useState(range.from);
  const [to, setTo] = useState(range.to);
  const now_ms = Date.now();
  const from_ms = resolveText(from, now_ms);
  const to_ms = resolveText(to, now_ms);
  const isWrongOrder = from_ms !== null && to_ms !== null && from_ms >= to_ms;
  const problem = (text: string, at: number | null) => (at === null ? t("range.wrong", { text }) : undefined);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (from_ms === null || to_ms === null || isWrongOrder) return;
        choose({ from: stored(from), to: stored(to) });
      }}
    >
      <Stack gap="sm">
        <TimeInput label={t("range.from")} value={from} change={setFrom} error={problem(from, from_ms)} />
        <TimeInput
          label={t("range.to")}
          value={to}
          change={setTo}
          error={problem(to, to_ms) ?? (isWrongOrder ? t("range.order") : undefined)}
        />
        <Text size="xs" c="dimmed">
          {t("range.wordsHelp")}
        </Text>
        <Button type="submit">{t("range.apply")}</Button>
      </Stack>
    </form>
  );
}

/** Whose clock times are: the dashboard's own, or that of whoever looks. */
function ZoneLine({ zone }: Pick<TimeRangePickerProps, "zone">) {
  const { t } = useTranslation("dashboards");
  const zones = useMemo(
    () => [
      { value: "", label: t("range.zoneViewer") },
      ...Intl.supportedValuesOf("timeZone").map((name) => ({ value: name, label: name })),
    ],
    [t],
  );
  if (zone?.set) {
    const { set } = zone;
    return (
      <Select
        mt="sm"
        label={t("range.zoneLabel")}
        searchable
        allowDeselect={false}
        limit={100}
        data={zones}
        value={zone.name}
        comboboxProps={{ withinPortal: false }}
        onChange={(name) => name !== null && set(name)}
        data-testid="dashboard-zone"
      />
    );
  }
  return (
    <Text size="xs" c="dimmed" mt="sm">
      {t("range.zone", { zone: shownTimeZone() })}
    </Text>
  );
}

interface TimeInputProps {
  label: string;
  value: string;
  change: (value: string) => void;
  error: string | undefined;
}

/** A calendar of the browser's own, and below it the same end in words. */
function TimeInput({ label, value, change, error }: TimeInputProps) {
  const { t } = useTranslation("dashboards");
  const at = resolveText(value, Date.now());
  return (
    <div>
      <TextInput
        type="datetime-local"
        label={label}
        value={at === null ? "" : wallClock(at).slice(0, "2026-03-01T12:00".length)}
        onChange={(event) => event.currentTarget.value && change(event.currentTarget.value)}
      />
      <TextInput
        mt={4}
        aria-label={`${label} ${t("range.words")}`}
        value={isRelative(value) ? value : at === null ? value : wallClock(at)}
        error={error}
        onChange={(event) => change(event.currentTarget.value)}
      />
    </div>
  );
}

/** A wall clock without a zone is one of the zone that times are shown in. */
const WALL_CLOCK = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/;

function resolveText(text: string, now_ms: number): number | null {
  return WALL_CLOCK.test(text.trim()) ? momentOfWallClock(text) : resolveTime(text, now_ms);
}

/** Words stay words; a wall clock becomes a time that means the same everywhere. */
function stored(text: string): string {
  const at = isRelative(text) ? null : resolveText(text, Date.now());
  return at === null ? text.trim() : new Date(at).toISOString();
}

/** A phone's bar has room for a name and two letters. */
function shortText(range: TimeRange, t: TFunction<"dashboards">): string {
  const span = liveSpan(range);
  return span ? `${span.count} ${t(`range.short.${span.unit}`)}` : t("range.own");
}
