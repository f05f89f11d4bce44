import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandState } from "../../controls/CommandState";
import { ConditionNote } from "../../controls/ConditionNote";
import { SetButtons } from "../../controls/SetButtons";
import { setpointOf } from "../../controls/setpoint";
import { setpointDecimals } from "../../controls/setpointDecimals";
import { useGate } from "../../controls/useGate";
import { useNow } from "../../data/clock";
import { formatNumber, formatValue } from "../../data/format";
import { readingOf } from "../../data/reading";
import { fractionOf } from "../../data/scale";
import { numberOf } from "../../data/source";
import looks from "../../view/reading.module.css";
import { arc, pointAt, START, SWEEP } from "../gauge/arc";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./SetpointKnob.module.css";

const RADIUS = 40;
const MARK_RADIUS = 47;
const PAGE = 10;
/** As large as a fingertip where the dial is as large as on a phone. */
const GRIP_RADIUS = 13;

/** The dial's hand is what somebody wants, the mark outside of it what the device reports. Sends when it is let go. */
export function SetpointKnob({ title, params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const dial = useRef<SVGSVGElement>(null);
  const grip = useRef<SVGCircleElement>(null);
  const [held, setHeld] = useState<number | null>(null);
  const source = sources[0];
  const reported = numberOf(source?.latest?.value);
  const decimals = setpointDecimals(params.decimals, params.step, reported);
  const reading = readingOf(source, { ...params, decimals }, [], useNow());
  const min = params.min ?? source?.info.low ?? 0;
  const max = params.max ?? source?.info.high ?? 100;
  const setpoint = setpointOf(control, source, true);
  const before = Math.min(Math.max(numberOf(setpoint.shown) ?? min, min), max);
  const shown = Math.min(Math.max(held ?? before, min), max);
  const unit = params.unit || source?.info.unit || "";
  const plain = (value: number) => formatNumber(value, setpointDecimals(params.decimals, params.step, value));
  const write = (value: number) => `${plain(value)}${unit ? ` ${unit}` : ""}`;
  const say = (value: unknown) => (typeof value === "number" ? write(value) : formatValue(String(value), 1));
  const gate = useGate({ control, safety: params, say, act: (words) => t("command.set", { value: words }) });
  const isClosed = !control || control.refusal !== null;
  const waitsForButton = params.holdMs > 0;
  useEffect(() => {
    // Chromium knows no touch-action inside of an SVG: without this it scrolls the page by the hand.
    const circle = grip.current;
    if (isClosed || !circle) return;
    const keepPage = (event: TouchEvent) => event.preventDefault();
    circle.addEventListener("touchstart", keepPage, { passive: false });
    return () => circle.removeEventListener("touchstart", keepPage);
  }, [isClosed]);
  const onStep = (value: number) => {
    const steps = Math.round((Math.min(Math.max(value, min), max) - min) / params.step);
    // The last step may lie beyond the end of the scale.
    const whole = min + Math.min(steps, Math.floor((max - min) / params.step + 1e-9)) * params.step;
    return Number(whole.toPrecision(12));
  };
  const send = () => {
    if (held === null) return;
    if (held !== before) gate.ask(held);
    setHeld(null);
  };
  const turn = (event: PointerEvent) => {
    const box = dial.current?.getBoundingClientRect();
    if (!box) return;
    const x = event.clientX - (box.left + box.width / 2);
    // The dial's middle lies above the picture's, because it is open below.
    const y = event.clientY - (box.top + box.height * (54 / 96));
    const degrees = (Math.atan2(x, -y) * 180) / Math.PI;
    setHeld(onStep(min + (Math.min(Math.max(degrees - START, 0), SWEEP) / SWEEP) * (max - min)));
  };
  const press = (event: KeyboardEvent) => {
    const by: Record<string, number> = {
      ArrowUp: params.step,
      ArrowRight: params.step,
      ArrowDown: -params.step,
      ArrowLeft: -params.step,
      PageUp: params.step * PAGE,
      PageDown: -params.step * PAGE,
    };
    const step = by[event.key];
    if (step !== undefined) setHeld(onStep(shown + step));
    else if (event.key === "Home") setHeld(min);
    else if (event.key === "End") setHeld(onStep(max));
    else if (event.key === "Escape") setHeld(null);
    else if (event.key === "Enter" && !waitsForButton) send();
    else return;
    event.preventDefault();
  };
  const hand = pointAt(RADIUS - 10, fractionOf(shown, min, max));
  const mark = reading.number === null ? null : pointAt(MARK_RADIUS, fractionOf(reading.number, min, max));
  const isWanted = held !== null || setpoint.isUnconfirmed;
  return (
    <>
      <svg
        ref={dial}
        className={`${classes.knob} ${held === null && reading.condition === "bad" ? "bad-quality" : ""}`}
        viewBox="-54 -54 108 96"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: an <input type="range"> cannot be drawn as a dial.
        role="slider"
        tabIndex={isClosed ? -1 : 0}
        aria-label={title}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-valuenow={shown}
        aria-valuetext={write(shown)}
        aria-disabled={isClosed}
        data-closed={isClosed || undefined}
        onPointerDown={(event) => {
          if (isClosed || event.button !== 0) return;
          const isFinger = event.pointerType === "touch";
          // A finger anywhere else scrolls the page.
          if (isFinger && event.target !== grip.current) return;
          event.currentTarget.setPointerCapture?.(event.pointerId);
          if (isFinger) setHeld(before);
          else turn(event);
        }}
        onPointerMove={(event) => held !== null && event.buttons > 0 && turn(event)}
        onPointerUp={() => !waitsForButton && send()}
        onPointerCancel={() => setHeld(null)}
        onKeyDown={(event) => !isClosed && press(event)}
        onBlur={() => !waitsForButton && send()}
        data-testid="knob-input"
      >
        <path d={arc(RADIUS, 0, 1)} className={classes.track} />
        <path
          d={arc(RADIUS, 0, fractionOf(shown, min, max))}
          className={classes.fill}
          data-wanted={isWanted || undefined}
        />
        <circle r={RADIUS - 8} className={classes.cap} />
        <line x1={hand.x * 0.74} y1={hand.y * 0.74} x2={hand.x} y2={hand.y} className={classes.hand} />
        <circle ref={grip} cx={hand.x} cy={hand.y} r={GRIP_RADIUS} className={classes.grip} />
        {mark && <circle cx={mark.x} cy={mark.y} r={3} className={classes.mark} />}
        <text
          className={`${classes.number} ${looks.reading}`}
          data-condition={held === null ? reading.condition : "good"}
          data-testid="reading"
          y={4}
        >
          {held === null ? reading.text : plain(held)}
        </text>
        <text className={classes.unit} y={14}>
          {unit}
        </text>
        <text className={classes.end} x={-34} y={39}>
          {formatNumber(min, setpointDecimals(null, 1, min))}
        </text>
        <text className={classes.end} x={34} y={39}>
          {formatNumber(max, setpointDecimals(null, 1, max))}
        </text>
      </svg>
      <ConditionNote reading={reading} />
      {held === null ? (
        <CommandState control={control} say={say} />
      ) : waitsForButton ? (
        <div className={classes.row}>
          <SetButtons
            hold_ms={params.holdMs}
            isChanged
            isDisabled={isClosed}
            set={send}
            discard={() => setHeld(null)}
            label={t("command.set", { value: write(held) })}
          />
        </div>
      ) : (
        <p className={classes.wanted} data-testid="requested">
          {t("command.wanted", { value: write(held) })}
        </p>
      )}
      {gate.dialog}
    </>
  );
}
