import { useTranslation } from "react-i18next";
import type { SampleValue } from "@/shared/api/types";
import { CommandState } from "../../controls/CommandState";
import { ConditionNote } from "../../controls/ConditionNote";
import { useGate } from "../../controls/useGate";
import { useHold } from "../../controls/useHold";
import { useNow } from "../../data/clock";
import { formatValue } from "../../data/format";
import { readingOf } from "../../data/reading";
import looks from "../../view/reading.module.css";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import { onOff } from "./onOff";
import classes from "./Toggle.module.css";

/**
 * A switch that shows what the device reports. What was asked for stands apart, in words and as a ring at the
 * wanted end, until the device says so itself.
 */
export function Toggle({ title, params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const reading = readingOf(sources[0], { decimals: 0, unit: "" }, [], useNow());
  const { shown, requested, next, isUnconfirmed } = onOff(control, sources[0], params);
  const on = params.onText || t("shared:values.on");
  const off = params.offText || t("shared:values.off");
  const say = (one: SampleValue) => (one === params.onValue ? on : one === params.offValue ? off : formatValue(one, 1));
  const gate = useGate({ control, safety: params, say });
  const hold = useHold(params.holdMs, () => gate.ask(next ? params.onValue : params.offValue));
  const { onClick, ...holding } = hold.props;
  return (
    <>
      <div className={classes.toggle}>
        <label className={classes.switch} data-requested={requested ?? undefined} data-unknown={shown === null}>
          <input
            {...holding}
            type="checkbox"
            role="switch"
            aria-checked={shown ?? false}
            aria-label={title}
            aria-busy={requested !== null}
            aria-description={params.holdMs > 0 ? t("command.hold", { seconds: params.holdMs / 1000 }) : undefined}
            title={params.holdMs > 0 ? t("command.hold", { seconds: params.holdMs / 1000 }) : undefined}
            data-holding={hold.isHolding || undefined}
            checked={shown ?? false}
            disabled={!control || control.refusal !== null || control.isSending}
            onClick={params.holdMs > 0 ? onClick : undefined}
            onChange={params.holdMs > 0 ? () => undefined : () => gate.ask(next ? params.onValue : params.offValue)}
            data-testid="toggle-input"
          />
          <span className={classes.track} data-unconfirmed={isUnconfirmed || undefined} aria-hidden>
            <span className={classes.thumb} />
          </span>
        </label>
        <span
          className={`${classes.text} ${looks.reading} ${reading.condition === "bad" ? "bad-quality" : ""}`}
          data-condition={isUnconfirmed ? "stale" : reading.condition}
          data-testid="reading"
        >
          {shown === null ? t("state.unknown") : shown ? on : off}
        </span>
        <ConditionNote reading={reading} />
      </div>
      <CommandState control={control} say={say} isUnconfirmed={isUnconfirmed} />
      {gate.dialog}
    </>
  );
}
