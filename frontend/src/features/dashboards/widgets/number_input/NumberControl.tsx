import { ActionIcon, NumberInput } from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandState } from "../../controls/CommandState";
import look from "../../controls/control.module.css";
import { Reported } from "../../controls/Reported";
import { SetButtons } from "../../controls/SetButtons";
import { setpointOf } from "../../controls/setpoint";
import { setpointDecimals } from "../../controls/setpointDecimals";
import { useGate } from "../../controls/useGate";
import { useNow } from "../../data/clock";
import { formatNumber, formatValue } from "../../data/format";
import { readingOf } from "../../data/reading";
import { numberOf } from "../../data/source";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";

/** Steps that follow each other quickly are one command. */
const REST_MS = 500;

/** What is typed stands apart from what the device reports, until it is sent and the device says the same. */
export function NumberControl({ title, params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const source = sources[0];
  const reported = numberOf(source?.latest?.value);
  const decimals = setpointDecimals(params.decimals, params.step, reported);
  const reading = readingOf(source, { ...params, decimals }, [], useNow());
  const low = params.min ?? source?.info.low ?? null;
  const high = params.max ?? source?.info.high ?? null;
  const [draft, setDraft] = useState<number | string | null>(null);
  const setpoint = setpointOf(control, source, true);
  const current = numberOf(setpoint.shown);
  const value = draft ?? current ?? "";
  const fault = draft === null ? null : faultOf(draft, low, high, params.keepToStep ? params.step : null, t);
  const isClosed = !control || control.refusal !== null;
  const unit = params.unit || source?.info.unit || "";
  const say = (one: unknown) =>
    typeof one === "number"
      ? `${formatNumber(one, setpointDecimals(params.decimals, params.step, one))}${unit ? ` ${unit}` : ""}`
      : formatValue(String(one), 1);
  const gate = useGate({ control, safety: params, say, act: (words) => t("command.set", { value: words }) });
  const send = () => {
    if (typeof draft !== "number" || fault) return;
    // Steps have no button that could send them again.
    if (isStepper) setDraft(null);
    gate.ask(draft, () => setDraft((known) => (known === draft ? null : known)));
  };
  const step = (direction: 1 | -1) => {
    const from = typeof value === "number" ? value : (low ?? 0);
    const next = from + direction * params.step;
    // What 0.1 + 0.2 is in a computer nobody wants to read.
    setDraft(Number(Math.min(Math.max(next, low ?? next), high ?? next).toPrecision(12)));
  };
  const isStepper = params.isStepper && params.holdMs === 0;
  const rest = useRest(isStepper ? draft : null, send);
  return (
    <>
      <div className={look.body}>
        <Reported reading={reading} />
        <div className={look.row}>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t("widget.number_input.less")}
            disabled={isClosed}
            onClick={() => step(-1)}
            data-testid="less"
          >
            <IconMinus size={16} />
          </ActionIcon>
          <NumberInput
            className={look.grow}
            hideControls
            aria-label={title}
            value={value}
            onChange={(next) => {
              rest.stop();
              setDraft(next);
            }}
            min={low ?? undefined}
            max={high ?? undefined}
            clampBehavior="none"
            suffix={unit ? ` ${unit}` : undefined}
            disabled={isClosed}
            error={fault !== null}
            onKeyDown={(event) => {
              if (event.key === "Enter" && params.holdMs === 0) send();
              if (event.key === "Escape") setDraft(null);
            }}
            data-testid="number-input"
          />
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t("widget.number_input.more")}
            disabled={isClosed}
            onClick={() => step(1)}
            data-testid="more"
          >
            <IconPlus size={16} />
          </ActionIcon>
          {!isStepper && (
            <SetButtons
              hold_ms={params.holdMs}
              isChanged={draft !== null}
              isDisabled={isClosed || fault !== null || control.isSending}
              set={send}
              discard={() => setDraft(null)}
            />
          )}
        </div>
      </div>
      {fault ? (
        <p className={`${look.reported} ${look.wrong}`} role="alert">
          {fault}
        </p>
      ) : (
        <CommandState control={control} say={say} />
      )}
      {gate.dialog}
    </>
  );
}

type Say = ReturnType<typeof useTranslation<"dashboards">>["t"];

function faultOf(
  draft: number | string,
  low: number | null,
  high: number | null,
  step: number | null,
  t: Say,
): string | null {
  if (typeof draft !== "number" || !Number.isFinite(draft)) return t("command.giveNumber");
  const isOutside = (low !== null && draft < low) || (high !== null && draft > high);
  if (isOutside) {
    if (low !== null && high !== null) return t("command.giveRange", { low, high });
    return low !== null ? t("command.giveAtLeast", { low }) : t("command.giveAtMost", { high });
  }
  const start = low ?? 0;
  const steps = step ? (draft - start) / step : 0;
  return Math.abs(steps - Math.round(steps)) > 1e-6 ? t("widget.number_input.noStep", { step, start }) : null;
}

/** Sends once the fingers rest. */
function useRest(draft: number | string | null, send: () => void) {
  const latest = useRef(send);
  latest.current = send;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    if (draft === null) return;
    timer.current = setTimeout(() => latest.current(), REST_MS);
    return () => clearTimeout(timer.current);
  }, [draft]);
  return { stop: () => clearTimeout(timer.current) };
}
