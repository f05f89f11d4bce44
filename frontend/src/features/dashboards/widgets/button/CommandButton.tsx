import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandState } from "../../controls/CommandState";
import { isPending } from "../../controls/commandState";
import { openParameters, parametersText } from "../../controls/fieldSpec";
import { HoldButton } from "../../controls/HoldButton";
import { ParametersDialog } from "../../controls/ParametersDialog";
import { useGate } from "../../controls/useGate";
import { formatValue } from "../../data/format";
import { asRecord } from "../../document/dashboardDocument";
import { isSame } from "../common";
import type { ParamsOf, SentValue } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./CommandButton.module.css";
import type { fields } from "./index";

const COLORS = { accent: undefined, neutral: "gray", danger: "red" } as const;

export function CommandButton({ params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const [isAsking, setAsking] = useState(false);
  const isWaiting = control?.command ? isPending(control.command) : false;
  const command = sources[0]?.info.command;
  const open = command ? openParameters(command) : [];
  const label = params.label || command?.title || command?.name || t("command.send");
  const gate = useGate({
    control,
    // The type may ask for a second word too; what the designer wrote goes before it.
    safety: command ? { ...params, confirmText: params.confirmText || command.confirmation } : params,
    say: () => label,
    tell: (value) => (command ? parametersText({ ...asRecord(value), ...command.fixed }, command.parameters) : ""),
  });
  const press = () => {
    if (!command) gate.ask(params.value);
    else if (open.length > 0) setAsking(true);
    else gate.ask({});
  };
  const say = (value: unknown) => {
    if (command) return [label, parametersText(value, command.parameters)].filter(Boolean).join(": ");
    return isSame(value, params.value) ? label : formatValue(value as SentValue, 1);
  };
  return (
    <>
      <div className={classes.place}>
        <HoldButton
          fullWidth
          className={classes.button}
          hold_ms={params.holdMs}
          color={COLORS[params.color]}
          variant={params.color === "neutral" ? "default" : "filled"}
          disabled={!control || control.refusal !== null || control.isSending}
          isBusy={isWaiting}
          run={press}
          data-testid="button-input"
        >
          {label}
        </HoldButton>
      </div>
      <CommandState control={control} say={say} />
      {isAsking && (
        <ParametersDialog
          title={label}
          parameters={open}
          action={label}
          send={(values) => {
            setAsking(false);
            gate.ask(values);
          }}
          close={() => setAsking(false)}
        />
      )}
      {gate.dialog}
    </>
  );
}
