import { useTranslation } from "react-i18next";
import type { SampleValue } from "@/shared/api/types";
import { askFirst } from "../../controls/askFirst";
import { CommandState } from "../../controls/CommandState";
import { isPending } from "../../controls/commandState";
import { useNow } from "../../data/clock";
import { formatValue } from "../../data/format";
import { readingOf } from "../../data/reading";
import { isOn } from "../../data/source";
import looks from "../../view/reading.module.css";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Toggle.module.css";

/**
 * A switch that shows what the device reports. What was asked for stands apart, in words and as a ring at the
 * wanted end, until the device says so itself.
 */
export function Toggle({ title, params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const value = sources[0]?.latest?.value;
  const reading = readingOf(sources[0], { decimals: 0, unit: "" }, [], useNow());
  const reported = value === params.onValue ? true : value === params.offValue ? false : isOn(value);
  const command = control?.command;
  const isWaiting = command ? isPending(command) : false;
  const requested = isWaiting && command ? command.value === params.onValue : null;
  const shown = params.optimistic ? (requested ?? reported) : reported;
  const say = (one: SampleValue) =>
    one === params.onValue ? params.onText : one === params.offValue ? params.offText : formatValue(one, 1);
  const toggle = () => {
    const isNextOn = !(requested ?? reported ?? false);
    void askFirst({
      text: params.confirmText,
      action: isNextOn ? params.onText : params.offText,
      run: () => control?.send(isNextOn ? params.onValue : params.offValue),
    });
  };
  return (
    <>
      <div className={classes.toggle}>
        <label className={classes.switch} data-requested={requested ?? undefined} data-unknown={shown === null}>
          <input
            type="checkbox"
            role="switch"
            aria-checked={shown ?? false}
            aria-label={title}
            aria-busy={isWaiting}
            checked={shown ?? false}
            disabled={!control || control.refusal !== null || control.isSending}
            onChange={toggle}
            data-testid="toggle-input"
          />
          <span className={classes.track} aria-hidden>
            <span className={classes.thumb} />
          </span>
        </label>
        <span
          className={`${classes.text} ${looks.reading} ${reading.condition === "bad" ? "bad-quality" : ""}`}
          data-condition={reading.condition}
          data-testid="reading"
        >
          {shown === null ? t("state.unknown") : shown ? params.onText : params.offText}
        </span>
      </div>
      <CommandState control={control} say={say} />
    </>
  );
}
