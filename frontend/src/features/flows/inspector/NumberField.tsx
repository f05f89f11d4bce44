import { NumberInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Field } from "./fields";

interface NumberFieldProps {
  field: Extract<Field, { kind: "number" }>;
  value: unknown;
  set: (value: number | null) => void;
  shared: {
    label: string | undefined;
    description: string | undefined;
    error: string | boolean | undefined;
    disabled: boolean;
    size?: string;
  };
}

/** Half-typed numbers ("-", "92.") stay in the field; the document gets only what is a number, or null for nothing. */
export function NumberField({ field, value, set, shared }: NumberFieldProps) {
  const [text, setText] = useState<string | number>(typeof value === "number" ? value : "");
  useEffect(() => {
    setText((current) => (meant(current) === value ? current : typeof value === "number" ? value : ""));
  }, [value]);
  return (
    <NumberInput
      {...shared}
      value={text}
      onChange={(next) => {
        setText(next);
        const number = meant(next);
        if (number !== undefined && number !== value) set(number);
      }}
      allowDecimal={!field.isInteger}
      min={field.min}
      max={field.max}
      step={field.step ?? 1}
      clampBehavior="none"
      // In a table the unit stands above the column.
      suffix={field.unit && shared.label ? ` ${field.unit}` : undefined}
      hideControls={shared.size === "xs"}
      classNames={{ input: "num" }}
    />
  );
}

/** Null for an empty field, undefined for something that is not a number yet. */
function meant(text: string | number): number | null | undefined {
  if (typeof text === "number") return text;
  if (text.trim() === "") return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}
