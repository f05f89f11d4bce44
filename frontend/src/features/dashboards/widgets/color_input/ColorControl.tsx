import { ColorInput, ColorSwatch } from "@mantine/core";
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
import { hexOf, sentAs } from "./color";
import type { fields } from "./index";

/** What lamps can show well, before anybody searches in the field. */
const SWATCHES = [
  "#ffffff",
  "#ffd8a8",
  "#ff0000",
  "#ff8000",
  "#ffff00",
  "#00ff00",
  "#00ffff",
  "#0000ff",
  "#ff00ff",
  "#000000",
];

/** A colour to choose, beside the one that the device reports, each with its code in words. */
export function ColorControl({ title, params, sources, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const source = sources[0];
  const reading = readingOf(source, { decimals: 0, unit: "" }, [], useNow());
  const [draft, setDraft] = useState<string | null>(null);
  const setpoint = setpointOf(control, source, true);
  const reported = hexOf(setpoint.reported);
  const isColor = draft !== null && hexOf(draft) !== null;
  const isClosed = !control || control.refusal !== null;
  const say = (value: unknown) => hexOf(value as never) ?? formatValue(String(value), 0); // hexOf looks at everything
  const gate = useGate({ control, safety: params, say });
  const send = () => {
    if (!isColor) return;
    gate.ask(sentAs(draft, params.sends), () => setDraft((known) => (known === draft ? null : known)));
  };
  return (
    <>
      <div className={look.body}>
        <div className={look.row}>
          {reported && <ColorSwatch color={reported} size={18} aria-hidden />}
          <Reported reading={reading} text={reported ?? reading.text} />
        </div>
        <div className={look.row}>
          <ColorInput
            className={look.grow}
            aria-label={title}
            format="hex"
            placeholder={t("widget.color_input.choose")}
            swatches={SWATCHES}
            swatchesPerRow={10}
            value={draft ?? hexOf(setpoint.shown) ?? ""}
            disabled={isClosed}
            error={draft !== null && !isColor}
            onChange={(color) => setDraft(color === hexOf(setpoint.shown) ? null : color)}
            onKeyDown={(event) => event.key === "Escape" && setDraft(null)}
            data-testid="color-input"
          />
          <SetButtons
            hold_ms={params.holdMs}
            isChanged={draft !== null}
            isDisabled={isClosed || !isColor || control.isSending}
            set={send}
            discard={() => setDraft(null)}
          />
        </div>
      </div>
      <CommandState control={control} say={say} />
      {gate.dialog}
    </>
  );
}
