import { Button, NumberInput, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Command, SampleValue } from "@/shared/api/types";
import { CommandState } from "../../controls/CommandState";
import { isFailure, isPending } from "../../controls/commandState";
import look from "../../controls/control.module.css";
import { HoldButton } from "../../controls/HoldButton";
import { useGate } from "../../controls/useGate";
import { formatValue } from "../../data/format";
import type { Source } from "../../data/source";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./FormControl.module.css";
import { type Draft, type Fault, faultOf, inField, outgoing } from "./formFields";
import type { fields } from "./index";

/** Several values that belong together. Each field says what the device reports now and what became of what was sent. */
export function FormControl({ params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const [draft, setDraft] = useState<Draft>({});
  const changed = Object.keys(draft).map(Number);
  const faults = changed.filter((place) => faultAt(sources, draft, place) !== null);
  const isClosed = !control || control.refusal !== null;
  const say = () =>
    changed.map((place) => `${sources[place]?.label}: ${formatValue(draft[place], 2)}`).join(", ") || params.action;
  const gate = useGate({
    // What was typed stays until the server has taken all of it.
    control: control && {
      ...control,
      send: async (value, proof) => {
        const error = await control.send(value, proof);
        if (!error) setDraft({});
        return error;
      },
    },
    safety: params,
    say,
  });
  const change = (place: number, value: Draft[number]) => setDraft((known) => ({ ...known, [place]: value }));
  return (
    <>
      {/* Closed, nothing in it takes the focus, and yet it is scrolled by keys. */}
      <div
        className={classes.fields}
        style={{ gridTemplateColumns: `repeat(${params.columns}, minmax(0, 1fr))` }}
        tabIndex={control && control.refusal === null ? undefined : 0}
      >
        {sources.map((source, place) => (
          <Field
            // biome-ignore lint/suspicious/noArrayIndexKey: the same target may stand there twice; the order is the document's.
            key={`${source.info.topic} ${place}`}
            source={source}
            command={control?.commands?.[place] ?? null}
            value={draft[place] ?? inField(source)}
            isChanged={place in draft}
            fault={faultAt(sources, draft, place)}
            isDisabled={isClosed}
            change={(value) => change(place, value)}
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
          <Button variant="subtle" color="gray" onClick={() => setDraft({})} data-testid="discard">
            {t("command.discard")}
          </Button>
        )}
        <HoldButton
          hold_ms={params.holdMs}
          disabled={isClosed || changed.length === 0 || faults.length > 0 || control.isSending}
          run={() => gate.ask(outgoing(sources, draft))}
          data-testid="form-submit"
        >
          {params.action}
        </HoldButton>
      </div>
      <CommandState
        control={control && { ...control, command: newest(control.commands) }}
        say={(one) => formatValue(one, 2)}
      />
      {gate.dialog}
    </>
  );
}

function faultAt(sources: readonly Source[], draft: Draft, place: number): Fault | null {
  const source = sources[place];
  const value = draft[place];
  return source && value !== undefined ? faultOf(source, value) : null;
}

/** The one that most needs to be read: a failure before what is under way before what is done. */
function newest(commands: readonly (Command | null)[] = []): Command | null {
  const known = commands.filter((command) => command !== null).toSorted((a, b) => b.id - a.id);
  const last = known[0];
  if (!last) return null;
  const together = known.filter(({ created_at }) => Date.parse(last.created_at) - Date.parse(created_at) < 1_000);
  return together.find(isFailure) ?? together.find(isPending) ?? last;
}

/** What the device reports stands below what one sets. */
const ORDER: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

interface FieldProps {
  source: Source;
  command: Command | null;
  value: string | number | boolean;
  isChanged: boolean;
  fault: Fault | null;
  isDisabled: boolean;
  change: (value: string | number | boolean) => void;
}

function Field({ source, command, value, isChanged, fault, isDisabled, change }: FieldProps) {
  const { t } = useTranslation("dashboards");
  const { info, label, latest } = source;
  const reported: SampleValue | undefined = latest?.value;
  const common = {
    label: info.unit ? `${label} (${info.unit})` : label,
    description:
      command && isPending(command)
        ? t(`command.${command.status}`, { value: formatValue(command.value, 2) })
        : isChanged
          ? t("widget.form.reports", { value: formatValue(reported, 2) })
          : undefined,
    disabled: isDisabled || !info.isWritable,
    error: fault ? sayFault(fault, t) : undefined,
    "data-testid": `field-${info.path || info.topic}`,
  };
  switch (info.dataType) {
    case "boolean":
      return (
        <Switch
          {...common}
          className={classes.switch}
          checked={value === true}
          onChange={(event) => change(event.currentTarget.checked)}
        />
      );
    case "long":
    case "double":
      return (
        <NumberInput
          {...common}
          inputWrapperOrder={ORDER}
          hideControls
          allowDecimal={info.dataType === "double"}
          clampBehavior="none"
          value={typeof value === "boolean" ? "" : value}
          onChange={change}
        />
      );
    case "json":
      return (
        <Textarea
          {...common}
          inputWrapperOrder={ORDER}
          autosize
          maxRows={6}
          value={String(value)}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          inputWrapperOrder={ORDER}
          maxLength={2_000}
          value={String(value)}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
  }
}

function sayFault(fault: Fault, t: ReturnType<typeof useTranslation<"dashboards">>["t"]): string {
  if (fault.what === "number") return t("command.giveNumber");
  if (fault.what === "json") return t("widget.form.noJson");
  const { low, high } = fault;
  if (low !== null && high !== null) return t("command.giveRange", { low, high });
  return low !== null ? t("command.giveAtLeast", { low }) : t("command.giveAtMost", { high });
}
