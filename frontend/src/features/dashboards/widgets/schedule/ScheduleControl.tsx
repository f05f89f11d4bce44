import { Button, Popover } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type CSSProperties, type PointerEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ownTimeZone } from "@/shared/time/format";
import { CommandState } from "../../controls/CommandState";
import look from "../../controls/control.module.css";
import { SetButtons } from "../../controls/SetButtons";
import { setpointOf } from "../../controls/setpoint";
import { useGate } from "../../controls/useGate";
import { useNow } from "../../data/clock";
import { formatValue } from "../../data/format";
import { readingOf } from "../../data/reading";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./ScheduleControl.module.css";
import { SlotForm } from "./SlotForm";
import { SlotValueField } from "./SlotValueField";
import {
  copiedDay,
  DAYS,
  MINUTES,
  minutesOf,
  type Slot,
  type SlotValue,
  snapped,
  timeOf,
  type Week,
  weekOf,
  withSlot,
} from "./week";

type Params = ParamsOf<typeof fields>;

const HOURS = [0, 6, 12, 18, 24];
const SHORTEST = 15;

/** A week to draw. It stays here until it is sent; what the device reports comes back in its place. */
export function ScheduleControl({ title, params, sources, control }: WidgetProps<Params>) {
  const { t } = useTranslation("dashboards");
  const source = sources[0];
  const reading = readingOf(source, { decimals: 0, unit: "" }, [], useNow());
  const [draft, setDraft] = useState<Week | null>(null);
  const [open, setOpen] = useState<Slot | null>(null);
  const setpoint = setpointOf(control, source, true);
  const week = draft ?? weekOf(setpoint.shown) ?? emptyWeek(params);
  const isClosed = !control || control.refusal !== null;
  const say = () => title;
  const gate = useGate({ control, safety: params, say });
  const write = (value: SlotValue) =>
    typeof value === "boolean"
      ? t(`widget.schedule.${value ? "on" : "off"}`)
      : `${value}${params.unit ? ` ${params.unit}` : ""}`;
  const change = (slots: Slot[]) => setDraft({ ...week, slots });
  const draw = (slot: Slot) => {
    change(withSlot(week.slots, slot));
    setOpen(slot);
  };
  const days = t("widget.schedule.days", { returnObjects: true }) as string[];
  const longDays = t("widget.schedule.longDays", { returnObjects: true }) as string[];
  return (
    <>
      <section className={classes.week} aria-label={title}>
        <div className={classes.hours} aria-hidden>
          {HOURS.map((hour) => (
            <span key={hour} style={{ "--at": hour / 24 } as CSSProperties}>
              {hour}
            </span>
          ))}
        </div>
        {DAYS.map((day) => (
          <Day key={day} name={days[day] ?? ""} day={day} isClosed={isClosed} fresh={freshValue(params)} draw={draw}>
            {week.slots
              .filter((slot) => slot.day === day)
              .map((slot) => (
                <Popover
                  key={slot.from}
                  opened={open === slot || isSame(open, slot)}
                  onChange={(isOpen) => !isOpen && setOpen(null)}
                  width={320}
                  trapFocus
                  returnFocus
                >
                  <Popover.Target>
                    <button
                      type="button"
                      className={classes.slot}
                      style={
                        {
                          "--from": minutesOf(slot.from) / MINUTES,
                          "--to": minutesOf(slot.to) / MINUTES,
                          "--level": levelOf(slot.value, params),
                        } as CSSProperties
                      }
                      disabled={isClosed}
                      aria-label={t("widget.schedule.slot", { ...slot, day: longDays[day], value: write(slot.value) })}
                      onPointerDown={(event) => event.stopPropagation()}
                      onClick={() => setOpen(slot)}
                      data-testid="slot"
                    >
                      {write(slot.value)}
                    </button>
                  </Popover.Target>
                  <Popover.Dropdown>
                    <SlotForm
                      slot={slot}
                      slots={week.slots}
                      params={params}
                      change={(next) => {
                        change(
                          withSlot(
                            week.slots.filter((one) => !isSame(one, slot)),
                            next,
                          ),
                        );
                        setOpen(next);
                      }}
                      remove={() => {
                        change(week.slots.filter((one) => !isSame(one, slot)));
                        setOpen(null);
                      }}
                      copy={(to) => change(copiedDay(week.slots, day, to))}
                      close={() => setOpen(null)}
                    />
                  </Popover.Dropdown>
                </Popover>
              ))}
          </Day>
        ))}
      </section>
      <div className={look.row}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={isClosed}
          onClick={() => draw({ day: 0, from: "08:00", to: "17:00", value: freshValue(params) })}
          data-testid="add-slot"
        >
          {t("widget.schedule.add")}
        </Button>
        <span className={classes.otherwise}>
          {t("widget.schedule.otherwise")}
          <SlotValueField
            label={t("widget.schedule.otherwise")}
            isLabelHidden
            params={params}
            value={week.default}
            isDisabled={isClosed}
            change={(value) => setDraft({ ...week, default: value })}
          />
        </span>
        <span className={look.grow} />
        <SetButtons
          hold_ms={params.holdMs}
          isChanged={draft !== null}
          isDisabled={isClosed || control.isSending}
          set={() => {
            gate.ask({ ...week, slots: [...week.slots] }, () => setDraft((known) => (known === draft ? null : known)));
          }}
          discard={() => {
            setDraft(null);
            setOpen(null);
          }}
        />
      </div>
      {draft ? (
        <p className={look.reported}>{t("widget.schedule.changed")}</p>
      ) : (
        <>
          {reading.condition !== "good" && <StateLine reading={reading} />}
          <CommandState control={control} say={(value) => (weekOf(value) ? title : formatValue(value, 1))} />
        </>
      )}
      {gate.dialog}
    </>
  );
}

function emptyWeek(params: Params): Week {
  return { default: freshDefault(params), zone: params.zone || ownTimeZone(), slots: [] };
}

function freshDefault({ values, min }: Params): SlotValue {
  return values === "number" ? min : values === "boolean" ? false : "";
}

function freshValue({ values, min, max }: Params): SlotValue {
  return values === "number" ? Math.round((min + max) / 2) : values === "boolean" ? true : "A";
}

/** How high in its range, so that a higher value is a stronger look. */
function levelOf(value: SlotValue, { min, max }: Params): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" && max > min ? Math.min(Math.max((value - min) / (max - min), 0), 1) : 0.5;
}

function isSame(a: Slot | null, b: Slot): boolean {
  return a !== null && a.day === b.day && a.from === b.from && a.to === b.to;
}

interface DayProps {
  name: string;
  day: number;
  isClosed: boolean;
  fresh: SlotValue;
  draw: (slot: Slot) => void;
  children: ReactNode;
}

/** One day as a row of 24 hours; dragging over it draws a slot. Who has no pointer adds one with the button below. */
function Day({ name, day, isClosed, fresh, draw, children }: DayProps) {
  const [drag, setDrag] = useState<{ start: number; end: number } | null>(null);
  const minutesAt = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return snapped(((event.clientX - box.left) / Math.max(box.width, 1)) * MINUTES);
  };
  const finish = () => {
    if (drag && Math.abs(drag.end - drag.start) >= SHORTEST) {
      const [from, to] = [Math.min(drag.start, drag.end), Math.max(drag.start, drag.end)];
      draw({ day, from: timeOf(from), to: timeOf(to), value: fresh });
    }
    setDrag(null);
  };
  return (
    <>
      <span className={classes.day}>{name}</span>
      <div
        className={classes.line}
        data-closed={isClosed || undefined}
        onPointerDown={(event) => {
          if (isClosed || event.button !== 0) return;
          event.currentTarget.setPointerCapture?.(event.pointerId);
          const start = minutesAt(event);
          setDrag({ start, end: start });
        }}
        onPointerMove={(event) => drag && setDrag({ ...drag, end: minutesAt(event) })}
        onPointerUp={finish}
        onPointerCancel={() => setDrag(null)}
        data-no-drag
        data-testid={`day-${day}`}
      >
        {children}
        {drag && (
          <span
            className={classes.drawn}
            style={
              {
                "--from": Math.min(drag.start, drag.end) / MINUTES,
                "--to": Math.max(drag.start, drag.end) / MINUTES,
              } as CSSProperties
            }
          >
            {timeOf(Math.min(drag.start, drag.end))}–{timeOf(Math.max(drag.start, drag.end))}
          </span>
        )}
      </div>
    </>
  );
}
