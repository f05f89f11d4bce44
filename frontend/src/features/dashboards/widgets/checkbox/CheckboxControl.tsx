import { Checkbox } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SampleValue } from "@/shared/api/types";
import { CommandState } from "../../controls/CommandState";
import control_ from "../../controls/control.module.css";
import { Reported } from "../../controls/Reported";
import { useGate } from "../../controls/useGate";
import { useHold } from "../../controls/useHold";
import { useNow } from "../../data/clock";
import { formatValue } from "../../data/format";
import { readingOf } from "../../data/reading";
import type { ParamsOf } from "../params";
import { onOff } from "../toggle/onOff";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";

/** A box that is ticked when the device says so; half ticked while nobody knows. */
export function CheckboxControl({ title, params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const reading = readingOf(sources[0], { decimals: 0, unit: "" }, [], useNow());
  const { shown, requested, next, isUnconfirmed } = onOff(control, sources[0], params);
  const say = (one: SampleValue) =>
    one === params.onValue
      ? t("widget.checkbox.on")
      : one === params.offValue
        ? t("widget.checkbox.off")
        : formatValue(one, 1);
  const gate = useGate({ control, safety: params, say });
  const press = () => gate.ask(next ? params.onValue : params.offValue);
  const hold = useHold(params.holdMs, press);
  return (
    <>
      <div className={control_.body}>
        <Checkbox
          {...hold.props}
          onClick={params.holdMs > 0 ? hold.props.onClick : undefined}
          onChange={params.holdMs > 0 ? () => undefined : press}
          label={params.label || title}
          aria-label={params.label || title}
          aria-busy={requested !== null}
          aria-description={params.holdMs > 0 ? t("command.hold", { seconds: params.holdMs / 1000 }) : undefined}
          size="md"
          checked={shown ?? false}
          indeterminate={shown === null}
          disabled={!control || control.refusal !== null || control.isSending}
          classNames={{ input: isUnconfirmed ? control_.unconfirmed : undefined }}
          data-testid="checkbox-input"
        />
        <Reported reading={reading} text={sources[0]?.latest ? say(sources[0].latest.value) : reading.text} />
      </div>
      <CommandState control={control} say={say} isUnconfirmed={isUnconfirmed} />
      {gate.dialog}
    </>
  );
}
