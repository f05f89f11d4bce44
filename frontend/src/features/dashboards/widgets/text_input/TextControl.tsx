import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandState } from "../../controls/CommandState";
import look from "../../controls/control.module.css";
import { Reported } from "../../controls/Reported";
import { SetButtons } from "../../controls/SetButtons";
import { setpointOf } from "../../controls/setpoint";
import { useGate } from "../../controls/useGate";
import { useNow } from "../../data/clock";
import { formatValue } from "../../data/format";
import { readingOf } from "../../data/reading";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";

/** A text that one writes, apart from the one that the device reports. */
export function TextControl({ title, params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const source = sources[0];
  const reading = readingOf(source, { decimals: 2, unit: "" }, [], useNow());
  const [draft, setDraft] = useState<string | null>(null);
  const setpoint = setpointOf(control, source, true);
  const current = typeof setpoint.shown === "string" ? setpoint.shown : "";
  const isClosed = !control || control.refusal !== null;
  const isShort = draft !== null && draft.length < params.minLength;
  const gate = useGate({ control, safety: params, say: (value) => `“${formatValue(String(value), 1)}”` });
  const send = () => {
    if (draft === null || isShort) return;
    gate.ask(draft, () => setDraft((known) => (known === draft ? null : known)));
  };
  const Input = params.isLong ? Textarea : TextInput;
  return (
    <>
      <div className={look.body}>
        <Reported reading={reading} />
        <div className={look.row}>
          <Input
            className={look.grow}
            aria-label={title}
            placeholder={params.placeholder}
            maxLength={params.maxLength}
            value={draft ?? current}
            disabled={isClosed}
            error={isShort}
            onChange={(event) => setDraft(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !params.isLong && params.holdMs === 0) send();
              if (event.key === "Escape") setDraft(null);
            }}
            data-testid="text-input"
          />
          <SetButtons
            hold_ms={params.holdMs}
            isChanged={draft !== null}
            isDisabled={isClosed || isShort || control.isSending}
            set={send}
            discard={() => setDraft(null)}
          />
        </div>
      </div>
      {isShort ? (
        <p className={`${look.reported} ${look.wrong}`} role="alert">
          {t("widget.text_input.tooShort", { count: params.minLength })}
        </p>
      ) : (
        <CommandState control={control} say={(value) => `“${formatValue(value, 1)}”`} />
      )}
      {gate.dialog}
    </>
  );
}
