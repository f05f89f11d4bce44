import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Command } from "@/shared/api/types";
import { CommandState } from "../../controls/CommandState";
import { isFailure, isPending } from "../../controls/commandState";
import look from "../../controls/control.module.css";
import { FieldInput, sayFault } from "../../controls/FieldInput";
import { type Entered, type Fault, parametersText } from "../../controls/fieldSpec";
import { HoldButton } from "../../controls/HoldButton";
import { useGate } from "../../controls/useGate";
import { formatValue } from "../../data/format";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./FormControl.module.css";
import { commandOf, type Draft, type FormField, faultsOf, fieldsOf, outgoing } from "./formFields";
import type { fields } from "./index";

/** Several values that belong together. Each field says what the device reports now and what became of what was sent. */
export function FormControl({ params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const [draft, setDraft] = useState<Draft>({});
  // Nobody is told that a field is empty before the first try.
  const [isTried, setTried] = useState(false);
  const [refused, setRefused] = useState<{ key: string; message: string } | null>(null);
  const action = params.action || t("command.send");
  const all = fieldsOf(sources);
  const changed = all.filter(({ key }) => key in draft);
  const command = sources.find(({ info }) => info.command)?.info.command;
  const faults = faultsOf(all, draft);
  const isClosed = !control || control.refusal !== null;
  const say = () => changed.map(({ key, spec }) => `${spec.label}: ${formatValue(draft[key], 2)}`).join(", ") || action;
  const gate = useGate({
    // What was typed stays until the server has taken all of it.
    control: control && {
      ...control,
      send: async (value, proof) => {
        const error = await control.send(value, proof);
        setRefused(error?.field?.startsWith("value.") ? { key: error.field.slice(6), message: error.message } : null);
        if (!error) {
          // What was typed while it was on its way is another change.
          setDraft((known) => Object.fromEntries(Object.entries(known).filter(([key, one]) => one !== draft[key])));
          setTried(false);
        }
        return error;
      },
    },
    // As with a button, the type of a command may ask for a second word.
    safety: { ...params, confirmText: params.confirmText || (command?.confirmation ?? "") },
    say,
  });
  const change = (key: string, value: Entered) => {
    setDraft((known) => ({ ...known, [key]: value }));
    setRefused((known) => (known?.key === key ? null : known));
  };
  const discard = () => {
    setDraft({});
    setTried(false);
    setRefused(null);
  };
  const submit = () => {
    setTried(true);
    if (Object.keys(faults).length === 0) gate.ask(outgoing(sources, all, draft));
  };
  // What is only missing can be asked for by trying; what is wrong keeps the button shut, and says so at the field.
  const isWrong = Object.values(faults).some(({ what }) => isTried || what !== "missing");
  return (
    <>
      {/* Closed, nothing in it takes the focus, and yet it is scrolled by keys. */}
      <div
        className={classes.fields}
        style={{ gridTemplateColumns: `repeat(${params.columns}, minmax(0, 1fr))` }}
        tabIndex={control && control.refusal === null ? undefined : 0}
      >
        {all.map((field) => (
          <Field
            key={`${field.source.info.topic} ${field.key}`}
            field={field}
            command={commandOf(field, control?.commands)}
            value={draft[field.key] ?? field.start}
            isChanged={field.key in draft}
            fault={shownFault(faults[field.key], isTried || field.key in draft)}
            refused={refused?.key === field.key ? refused.message : undefined}
            isDisabled={isClosed}
            change={(value) => change(field.key, value)}
          />
        ))}
      </div>
      <div className={look.row}>
        <span className={look.grow}>
          {changed.length > 0 && (
            <span className={look.reported}>{t("widget.form.changed", { count: changed.length })}</span>
          )}
        </span>
        {changed.length > 0 && (
          <Button variant="subtle" color="gray" onClick={discard} data-testid="discard">
            {t("command.discard")}
          </Button>
        )}
        <HoldButton
          hold_ms={params.holdMs}
          disabled={isClosed || (changed.length === 0 && !command) || isWrong || control.isSending}
          run={submit}
          data-testid="form-submit"
        >
          {action}
        </HoldButton>
      </div>
      <CommandState
        control={control && { ...control, command: newest(control.commands) }}
        say={(one) => parametersText(one, command?.parameters) || formatValue(one, 2)}
      />
      {gate.dialog}
    </>
  );
}

function shownFault(fault: Fault | undefined, isTouched: boolean): Fault | undefined {
  return fault && (isTouched || fault.what !== "missing") ? fault : undefined;
}

/** The one that most needs to be read: a failure before what is under way before what is done. */
function newest(commands: readonly (Command | null)[] = []): Command | null {
  const known = commands.filter((command) => command !== null).toSorted((a, b) => b.id - a.id);
  const last = known[0];
  if (!last) return null;
  const together = known.filter(({ created_at }) => Date.parse(last.created_at) - Date.parse(created_at) < 1_000);
  return together.find(isFailure) ?? together.find(isPending) ?? last;
}

interface FieldProps {
  field: FormField;
  command: Command | null;
  value: Entered;
  isChanged: boolean;
  fault: Fault | undefined;
  /** What the server said about this field. */
  refused: string | undefined;
  isDisabled: boolean;
  change: (value: Entered) => void;
}

function Field({ field, command, value, isChanged, fault, refused, isDisabled, change }: FieldProps) {
  const { t } = useTranslation("dashboards");
  const { info, latest } = field.source;
  const isParameter = field.parameter !== undefined;
  return (
    <FieldInput
      spec={field.spec}
      value={value}
      change={change}
      isDisabled={isDisabled || !info.isWritable}
      error={fault ? sayFault(fault, t) : refused}
      description={
        command && isPending(command) && !isParameter
          ? t(`command.${command.status}`, { value: formatValue(command.value, 2) })
          : isChanged && !isParameter
            ? t("widget.form.reports", { value: formatValue(latest?.value, 2) })
            : undefined
      }
      testId={`field-${field.parameter ?? (info.path || info.topic)}`}
    />
  );
}
