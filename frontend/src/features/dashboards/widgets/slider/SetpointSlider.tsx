import { type CSSProperties, useState } from "react";
import { useTranslation } from "react-i18next";
import { askFirst } from "../../controls/askFirst";
import { CommandState } from "../../controls/CommandState";
import { isPending } from "../../controls/commandState";
import { useNow } from "../../data/clock";
import { formatNumber, formatValue } from "../../data/format";
import { readingOf } from "../../data/reading";
import { numberOf } from "../../data/source";
import looks from "../../view/reading.module.css";
import { fractionOf } from "../gauge/arc";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./SetpointSlider.module.css";

/**
 * The thumb is what somebody wants, the mark on the track what the device reports. It sends when it is let go:
 * a drag is one command and not fifty.
 */
export function SetpointSlider({ title, params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const [held, setHeld] = useState<number | null>(null);
  const source = sources[0];
  const reading = readingOf(source, params, [], useNow());
  const min = params.min ?? source?.info.low ?? 0;
  const max = params.max ?? source?.info.high ?? 100;
  const command = control?.command;
  const requested = command && isPending(command) && typeof command.value === "number" ? command.value : null;
  const shown = held ?? requested ?? numberOf(source?.latest?.value) ?? min;
  const write = (value: number) =>
    `${formatNumber(value, params.decimals)}${reading.unit || params.unit ? ` ${params.unit || reading.unit}` : ""}`;
  const release = () => {
    if (held === null) return;
    const value = held;
    void askFirst({
      text: params.confirmText,
      action: t("widget.slider.set", { value: write(value) }),
      run: () => control?.send(value),
    });
    setHeld(null);
  };
  return (
    <>
      <div className={classes.values}>
        <span
          className={`${classes.reported} ${looks.reading}`}
          data-condition={reading.condition}
          data-testid="reading"
        >
          {reading.text}
          {reading.unit && <span className="unit">{reading.unit}</span>}
        </span>
        {held === null ? (
          <CommandState
            control={control}
            say={(value) => (typeof value === "number" ? write(value) : formatValue(value, 1))}
          />
        ) : (
          <span className={classes.wanted} data-testid="requested">
            {t("widget.slider.wanted", { value: write(held) })}
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
          onKeyUp={(event) => {
            if (event.key === "Escape") setHeld(null);
            else if (event.key.startsWith("Arrow") || ["Home", "End", "PageUp", "PageDown"].includes(event.key))
              release();
          }}
          onBlur={release}
          data-testid="slider-input"
        />
        {reading.number !== null && <span className={classes.mark} aria-hidden />}
      </div>
      <div className={classes.ends} aria-hidden>
        <span>{formatNumber(min, params.decimals)}</span>
        <span>{formatNumber(max, params.decimals)}</span>
      </div>
    </>
  );
}
