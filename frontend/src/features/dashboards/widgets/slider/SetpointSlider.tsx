import { type CSSProperties, useEffect, useRef, useState } from "react";
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
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./SetpointSlider.module.css";

const MOVES = new Set(["Home", "End", "PageUp", "PageDown", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

/**
 * The thumb is what somebody wants, the mark on the track what the device reports. It sends when it is let go, so that
 * a drag is one command and not fifty; or, where the designer wants it, at each pause. One that has to be held waits for
 * its button.
 */
export function SetpointSlider({ title, params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const [held, setHeld] = useState<number | null>(null);
  const source = sources[0];
  const reported = numberOf(source?.latest?.value);
  const decimals = setpointDecimals(params.decimals, params.step, reported);
  const reading = readingOf(source, { ...params, decimals }, [], useNow());
  const min = params.min ?? source?.info.low ?? 0;
  const max = params.max ?? source?.info.high ?? 100;
  const endDecimals = setpointDecimals(params.decimals, 1, min, max);
  const setpoint = setpointOf(control, source, true);
  const shown = held ?? numberOf(setpoint.shown) ?? min;
  const unit = params.unit || reading.unit || source?.info.unit;
  const write = (value: number) =>
    `${formatNumber(value, setpointDecimals(params.decimals, params.step, value))}${unit ? ` ${unit}` : ""}`;
  const say = (value: unknown) => (typeof value === "number" ? write(value) : formatValue(String(value), 1));
  const gate = useGate({ control, safety: params, say, act: (words) => t("command.set", { value: words }) });
  const waitsForButton = params.holdMs > 0;
  const rested = useRef<number | null>(null);
  const send = () => {
    if (held === null) return;
    // What was sent at the last pause is not sent again when the finger leaves.
    if (held !== rested.current) gate.ask(held);
    rested.current = null;
    setHeld(null);
  };
  const release = () => !waitsForButton && send();
  usePause(params.sendWhen === "pause" && !waitsForButton ? held : null, params.pauseMs, (value) => {
    if (value === rested.current) return;
    rested.current = value;
    gate.ask(value);
  });
  return (
    <>
      <div className={classes.values}>
        <span
          className={`${classes.reported} ${looks.reading} ${reading.condition === "bad" ? "bad-quality" : ""}`}
          data-condition={reading.condition}
          data-testid="reading"
        >
          {reading.text}
          {reading.unit && <span className="unit">{reading.unit}</span>}
        </span>
        <ConditionNote reading={reading} />
        {held === null ? (
          <CommandState control={control} say={say} />
        ) : waitsForButton ? (
          <SetButtons
            hold_ms={params.holdMs}
            isChanged
            isDisabled={!control || control.refusal !== null}
            set={send}
            discard={() => setHeld(null)}
            label={t("command.set", { value: write(held) })}
          />
        ) : (
          <span className={classes.wanted} data-testid="requested">
            {t("command.wanted", { value: write(held) })}
          </span>
        )}
      </div>
      <div
        className={classes.slider}
        style={{ "--reported": fractionOf(reading.number ?? min, min, max) } as CSSProperties}
      >
        <input
          type="range"
          aria-label={title}
          aria-valuetext={write(shown)}
          min={min}
          max={max}
          step={params.step}
          value={shown}
          disabled={!control || control.refusal !== null}
          onChange={(event) => setHeld(event.currentTarget.valueAsNumber)}
          onPointerUp={release}
          // The finger wanted to scroll the page.
          onPointerCancel={() => setHeld(null)}
          onKeyUp={(event) => {
            if (event.key === "Escape") setHeld(null);
            else if (MOVES.has(event.key)) release();
          }}
          onBlur={release}
          data-testid="slider-input"
        />
        {reading.number !== null && <span className={classes.mark} aria-hidden />}
      </div>
      <div className={classes.ends} aria-hidden>
        <span>{formatNumber(min, endDecimals)}</span>
        <span>{formatNumber(max, endDecimals)}</span>
      </div>
      {gate.dialog}
    </>
  );
}

/** Sends a value that rests, while the finger is still there. */
function usePause(value: number | null, pause_ms: number, send: (value: number) => void): void {
  const latest = useRef(send);
  latest.current = send;
  useEffect(() => {
    if (value === null) return;
    const timer = setTimeout(() => latest.current(value), pause_ms);
    return () => clearTimeout(timer);
  }, [value, pause_ms]);
}
