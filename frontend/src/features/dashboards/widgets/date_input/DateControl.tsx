import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ownTimeZone } from "@/shared/time/format";
import { CommandState } from "../../controls/CommandState";
import look from "../../controls/control.module.css";
import { Reported } from "../../controls/Reported";
import { SetButtons } from "../../controls/SetButtons";
import { setpointOf } from "../../controls/setpoint";
import { useGate } from "../../controls/useGate";
import { useNow } from "../../data/clock";
import { readingOf } from "../../data/reading";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import { incoming, momentOf, outgoing, words } from "./moment";

const INPUTS = { moment: "datetime-local", date: "date", time: "time" } as const;

/** A moment is chosen in the time zone of whoever looks, and leaves with its zone. */
export function DateControl({ title, params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const { kind, sends } = params;
  const now_ms = useNow();
  const source = sources[0];
  const reading = readingOf(source, { decimals: 0, unit: "" }, [], now_ms);
  const [draft, setDraft] = useState<string | null>(null);
  const setpoint = setpointOf(control, source, true);
  const value = draft === null ? null : outgoing(draft, kind, sends);
  const isOver = kind === "moment" && params.onlyFuture && value !== null && (momentOf(value, sends) ?? 0) <= now_ms;
  const isClosed = !control || control.refusal !== null;
  const gate = useGate({ control, safety: params, say: (one) => words(one, kind, sends) });
  const send = () => {
    if (value === null || isOver) return;
    gate.ask(value, () => setDraft((known) => (known === draft ? null : known)));
  };
  return (
    <>
      <div className={look.body}>
        <Reported reading={{ ...reading, unit: "" }} text={words(setpoint.reported, kind, sends)} />
        <div className={look.row}>
          <TextInput
            className={look.grow}
            type={INPUTS[kind]}
            aria-label={kind === "moment" ? `${title}, ${t("widget.date_input.here", { zone: ownTimeZone() })}` : title}
            value={draft ?? incoming(setpoint.shown, kind, sends)}
            disabled={isClosed}
            error={isOver}
            onChange={(event) => setDraft(event.currentTarget.value)}
            onKeyDown={(event) => event.key === "Escape" && setDraft(null)}
            data-testid="date-input"
          />
          <SetButtons
            hold_ms={params.holdMs}
            isChanged={draft !== null}
            isDisabled={isClosed || value === null || isOver || control.isSending}
            set={send}
            discard={() => setDraft(null)}
          />
        </div>
      </div>
      {isOver ? (
        <p className={`${look.reported} ${look.wrong}`} role="alert">
          {t("widget.date_input.isOver")}
        </p>
      ) : (
        <CommandState control={control} say={(one) => words(one, kind, sends)} />
      )}
      {gate.dialog}
    </>
  );
}
