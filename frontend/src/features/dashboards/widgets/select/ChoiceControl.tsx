import { Radio, Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SampleValue } from "@/shared/api/types";
import { CommandState } from "../../controls/CommandState";
import look from "../../controls/control.module.css";
import { Reported } from "../../controls/Reported";
import { SetButtons } from "../../controls/SetButtons";
import { setpointOf } from "../../controls/setpoint";
import { useGate } from "../../controls/useGate";
import { useNow } from "../../data/clock";
import { formatValue } from "../../data/format";
import { readingOf } from "../../data/reading";
import { isSame } from "../common";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./ChoiceControl.module.css";
import type { fields } from "./index";

const NONE = -1;

/** One of several values. What the device reports is filled, what was asked for is dashed until it says so. */
export function ChoiceControl({ title, params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const source = sources[0];
  const reading = readingOf(source, { decimals: 1, unit: "" }, [], useNow());
  const [staged, setStaged] = useState<number | null>(null);
  const { choices } = params;
  const nameOf = (place: number) => choices[place]?.label || formatValue(choices[place]?.value, 1);
  const placeOf = (value: SampleValue | undefined) => choices.findIndex((choice) => isSame(choice.value, value));
  const say = (value: SampleValue) => (placeOf(value) === NONE ? formatValue(value, 1) : nameOf(placeOf(value)));
  const setpoint = setpointOf(control, source, params.optimistic);
  const shown = placeOf(setpoint.shown);
  const requested = staged ?? (setpoint.requested === undefined ? NONE : placeOf(setpoint.requested));
  const gate = useGate({ control, safety: params, say });
  const isClosed = !control || control.refusal !== null || control.isSending;
  const send = (place: number) => {
    const choice = choices[place];
    if (choice) gate.ask(choice.value);
    setStaged(null);
  };
  const choose = (place: number) => (params.holdMs > 0 ? setStaged(place) : send(place));
  const items = choices.map((_, place) => ({ place, value: String(place), label: nameOf(place) }));
  const isOther = reading.condition !== "empty" && placeOf(setpoint.reported) === NONE;
  if (choices.length === 0) return <p className={look.reported}>{t("widget.select.none")}</p>;
  return (
    <>
      <div className={look.body}>
        {params.look === "dropdown" ? (
          <Select
            aria-label={title}
            data={items.map(({ value, label }) => ({ value, label }))}
            value={requested !== NONE ? String(requested) : shown === NONE ? null : String(shown)}
            placeholder={t("state.unknown")}
            allowDeselect={false}
            disabled={isClosed}
            onChange={(value) => value !== null && choose(Number(value))}
            data-testid="choice-list"
          />
        ) : params.look === "radio" ? (
          <Radio.Group
            aria-label={title}
            value={shown === NONE ? "" : String(shown)}
            onChange={(value) => choose(Number(value))}
          >
            <div className={classes.radios}>
              {items.map(({ place, value, label }) => (
                <Radio
                  key={value}
                  value={value}
                  label={label}
                  disabled={isClosed}
                  classNames={{ radio: place === requested ? look.unconfirmed : undefined }}
                  data-testid={`choice-${value}`}
                />
              ))}
            </div>
          </Radio.Group>
        ) : (
          <div className={classes.segments} role="radiogroup" aria-label={title}>
            {items.map(({ place, value, label }) => (
              <label key={value} className={classes.segment} data-wanted={place === requested || undefined}>
                <input
                  type="radio"
                  name={`${title} ${source?.info.topic}`}
                  className="visually-hidden"
                  checked={place === shown}
                  disabled={isClosed}
                  onChange={() => choose(place)}
                  data-testid={`choice-${value}`}
                />
                {label}
              </label>
            ))}
          </div>
        )}
        {(params.look === "dropdown" || isOther || reading.condition !== "good") && (
          <Reported
            reading={reading}
            text={isOther ? t("widget.select.other", { value: reading.text }) : say(setpoint.reported ?? null)}
          />
        )}
        {staged !== null && (
          <div className={look.row}>
            <SetButtons
              hold_ms={params.holdMs}
              isChanged
              isDisabled={isClosed}
              set={() => send(staged)}
              discard={() => setStaged(null)}
              label={t("command.set", { value: nameOf(staged) })}
            />
          </div>
        )}
      </div>
      <CommandState control={control} say={say} isUnconfirmed={setpoint.isUnconfirmed} />
      {gate.dialog}
    </>
  );
}
