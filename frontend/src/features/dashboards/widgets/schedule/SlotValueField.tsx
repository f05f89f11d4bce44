import { NumberInput, Switch, TextInput } from "@mantine/core";
import type { ParamsOf } from "../params";
import type { fields } from "./index";
import type { SlotValue } from "./week";

interface SlotValueFieldProps {
  label: string;
  isLabelHidden?: boolean;
  params: ParamsOf<typeof fields>;
  value: SlotValue;
  isDisabled?: boolean;
  change: (value: SlotValue) => void;
}

/** A value of the week, in the kind that the designer chose. */
export function SlotValueField({
  label,
  isLabelHidden = false,
  params,
  value,
  isDisabled,
  change,
}: SlotValueFieldProps) {
  const common = isLabelHidden ? { "aria-label": label, size: "xs" as const } : { label };
  if (params.values === "boolean") {
    return (
      <Switch
        {...common}
        disabled={isDisabled}
        checked={value === true}
        onChange={(event) => change(event.currentTarget.checked)}
      />
    );
  }
  if (params.values === "number") {
    return (
      <NumberInput
        {...common}
        hideControls={isLabelHidden}
        w={isLabelHidden ? 84 : undefined}
        min={params.min}
        max={params.max}
        suffix={params.unit ? ` ${params.unit}` : undefined}
        disabled={isDisabled}
        value={typeof value === "number" ? value : ""}
        onChange={(next) => typeof next === "number" && change(next)}
      />
    );
  }
  return (
    <TextInput
      {...common}
      w={isLabelHidden ? 100 : undefined}
      maxLength={100}
      disabled={isDisabled}
      value={String(value)}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
