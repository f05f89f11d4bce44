import { Group, Input, JsonInput, NumberInput, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SendableValue } from "../widgets/params";

interface ValueFieldProps {
  label: string;
  description: string | undefined;
  value: unknown;
  change: (value: SendableValue) => void;
  /** Whether an object or a list makes sense too. */
  isJson: boolean;
}

const STARTS: Record<string, SendableValue> = { number: 0, boolean: true, text: "", json: {} };

/** What is sent has a type: a device tells the number 1 from the text "1". */
export function ValueField({ label, description, value, change, isJson }: ValueFieldProps) {
  const { t } = useTranslation("dashboards");
  const type =
    typeof value === "number" || typeof value === "boolean"
      ? typeof value
      : typeof value === "object" && value !== null
        ? "json"
        : "text";
  const types = ["boolean", "number", "text", ...(isJson ? ["json"] : [])];
  const common = { "aria-label": label };
  return (
    <Input.Wrapper label={label} labelElement="div" description={description}>
      <SegmentedControl
        fullWidth
        size="xs"
        my={4}
        aria-label={label}
        data={types.map((one) => ({ value: one, label: t(`panel.sends.${one}`) }))}
        value={type}
        onChange={(next) => change(STARTS[next] ?? "")}
      />
      <Group gap={4} grow>
        {type === "number" ? (
          <NumberInput
            {...common}
            value={Number(value)}
            onChange={(next) => typeof next === "number" && change(next)}
          />
        ) : type === "boolean" ? (
          <Select
            {...common}
            allowDeselect={false}
            data={[
              { value: "true", label: t("panel.on") },
              { value: "false", label: t("panel.off") },
            ]}
            value={String(value)}
            onChange={(next) => change(next === "true")}
          />
        ) : type === "json" ? (
          <JsonField {...common} value={value} change={change} />
        ) : (
          <TextInput {...common} value={String(value)} onChange={(event) => change(event.currentTarget.value)} />
        )}
      </Group>
    </Input.Wrapper>
  );
}

/** Half an object is typed before the whole: only what can be read becomes the value. */
function JsonField({ value, change, ...common }: Pick<ValueFieldProps, "value" | "change"> & { "aria-label": string }) {
  const { t } = useTranslation("dashboards");
  const [draft, setDraft] = useState<string | null>(null);
  const edit = (text: string) => {
    setDraft(text);
    const parsed = jsonIn(text);
    if (parsed !== undefined) change(parsed);
  };
  return (
    <JsonInput
      {...common}
      autosize
      minRows={2}
      maxRows={8}
      value={draft ?? JSON.stringify(value)}
      error={draft !== null && jsonIn(draft) === undefined ? t("panel.noJson") : undefined}
      onChange={edit}
      onBlur={() => draft !== null && jsonIn(draft) !== undefined && setDraft(null)}
    />
  );
}

function jsonIn(text: string): SendableValue | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    // An object or a list, which is what this field is for.
    return typeof parsed === "object" && parsed !== null ? (parsed as SendableValue) : undefined;
  } catch {
    return undefined;
  }
}
