import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useNow } from "../../data/clock";
import { shownReading } from "../../data/shownReading";
import { isOn } from "../../data/source";
import looks from "../../view/reading.module.css";
import { conditionText } from "../../view/reasonText";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./PlantSymbol.module.css";
import { SYMBOLS, type SymbolShape } from "./symbols";

/**
 * A piece of a plant: it runs, stands still or is in trouble by its first source, and is as full as that one says.
 * A second source, when there is one, is the number that stands below.
 */
export function PlantSymbol({ title, params, rules, sources }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const id = useId();
  const now_ms = useNow();
  const state = shownReading(sources[0], params, rules, now_ms);
  const told = sources[1] ? shownReading(sources[1], params, rules, now_ms) : state;
  const isBound = sources.length > 0;
  const isTrusted = state.condition === "good" || state.condition === "uncertain";
  const shape: SymbolShape = SYMBOLS[params.symbol];
  const on = isTrusted ? isOn(sources[0]?.latest?.value, params.threshold) : null;
  const rule = state.rule ?? told.rule;
  const min = params.min ?? state.source?.info.low ?? 0;
  const max = params.max ?? state.source?.info.high ?? 100;
  const level =
    state.number === null || !isTrusted || max === min
      ? null
      : Math.min(1, Math.max(0, (state.number - min) / (max - min)));
  const tone =
    isBound && !isTrusted
      ? "stale"
      : rule
        ? rule.level
        : isBound && (shape.hasLevel ? level : on)
          ? "accent"
          : "normal";
  const isMoving = params.moves && on === true;
  const word = !isBound
    ? ""
    : !isTrusted
      ? conditionText(t, state.condition, sources[0])
      : rule?.text ||
        (rule
          ? t(`level.${rule.level}`)
          : shape.hasLevel || on === null
            ? ""
            : t(`widget.symbol.${on ? "on" : "off"}`));
  const isBoolean = typeof (sources[1] ?? sources[0])?.latest?.value === "boolean";
  const value = params.showsValue && isBound && !isBoolean ? [told.text, told.unit].filter(Boolean).join(" ") : "";
  const turn = `rotate(${params.turn}deg)${params.isMirrored ? " scaleX(-1)" : ""}`;
  return (
    <figure className={classes.symbol} style={{ ["--tone" as string]: `var(--${tone})` }}>
      {params.showsName && (
        <span className={classes.name} dir="auto">
          {title}
        </span>
      )}
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio={shape.stretches ? "none" : undefined}
        className={classes.drawing}
        style={{ transform: turn }}
        role="img"
        aria-label={[title, word, value].filter(Boolean).join(", ")}
        data-tone={tone}
        data-moves={isMoving}
      >
        {shape.draw({
          level,
          isOn: on,
          id,
          turns: (isMoving && classes.turns) || "",
          flows: (isMoving && classes.flows) || "",
        })}
      </svg>
      {value && (
        <span
          className={`${classes.value} ${looks.reading}`}
          data-condition={told.condition}
          data-level={isTrusted ? told.rule?.level : undefined}
          data-testid="reading"
        >
          {value}
        </span>
      )}
      {/* The word says what the colour says; while all is well and a value stands there, it would only be in the way. */}
      {word && (!value || rule || !isTrusted) && <span className={classes.word}>{word}</span>}
    </figure>
  );
}
