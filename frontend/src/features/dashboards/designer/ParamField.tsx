import { Group, NumberInput, SegmentedControl, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { readMappings } from "../data/mappings";
import type { FieldSchema, SendableValue } from "../widgets/params";
import { MappingList } from "./MappingList";
import { UnitField } from "./UnitField";

interface ParamFieldProps {
  name: string;
  /** The widget's type: its own words come before the common ones. */
  type: string;
  schema: FieldSchema;
  value: unknown;
  /** The units of what the widget shows. */
  ownUnits?: readonly string[];
  change: (value: unknown) => void;
}

/** One input for one field of a params schema. */
export function ParamField({ name, type, schema, value, ownUnits = [], change }: ParamFieldProps) {
  const { t, i18n } = useTranslation("dashboards");
  const say = (kind: "param" | "help") =>
    [`widget.${type}.${kind}.${name}`, `${kind}.${name}`].find((key) => i18n.exists(key, { ns: "dashboards" }));
  const labelKey = say("param");
  const helpKey = say("help");
  const common = {
    label: labelKey ? t(labelKey) : name,
    description: helpKey ? t(helpKey) : undefined,
    "data-testid": `param-${name}`,
  };
  switch (schema.type) {
    case "integer":
    case "number":
      return (
        <NumberInput
          {...common}
          allowDecimal={schema.type === "number"}
          min={schema.minimum}
          max={schema.maximum}
          step={schema.step}
          placeholder={schema.isOptional ? t(name === "decimals" ? "panel.automatic" : "panel.default") : undefined}
          value={typeof value === "number" ? value : ""}
          onChange={(next) => {
            if (typeof next === "number") change(next);
            else if (next === "" && schema.isOptional) change(null);
          }}
        />
      );
    case "boolean":
      return <Switch {...common} checked={value === true} onChange={(event) => change(event.currentTarget.checked)} />;
    case "choice":
      return (
        <Select
          {...common}
          allowDeselect={false}
          data={schema.enum.map((choice) => ({ value: choice, label: t(`widget.${type}.choice.${name}.${choice}`) }))}
          value={String(value)}
          onChange={(next) => next && change(next)}
        />
      );
    case "string": {
      const Input = schema.isLong ? Textarea : TextInput;
      return (
        <Input
          {...common}
          maxLength={schema.maxLength}
          value={String(value)}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
    }
    case "unit":
      return (
        <UnitField
          label={common.label}
          description={common.description}
          value={String(value)}
          ownUnits={ownUnits}
          change={change}
        />
      );
    case "mappings":
      return (
        <MappingList
          label={common.label}
          description={common.description}
          mappings={readMappings(value)}
          change={change}
        />
      );
    case "texts":
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          value={Array.isArray(value) ? value.join("\n") : ""}
          onChange={(event) => change(event.currentTarget.value.split("\n").slice(0, schema.maxItems))}
        />
      );
    case "value":
      return <ValueField {...common} value={value} change={change} />;
  }
}

interface ValueFieldProps {
  label: string;
  description: string | undefined;
  value: unknown;
  change: (value: SendableValue) => void;
}

/** What is sent has a type: a device tells the number 1 from the text "1". */
function ValueField({ label, description, value, change }: ValueFieldProps) {
  const { t } = useTranslation("dashboards");
  const type = typeof value === "number" ? "number" : typeof value === "boolean" ? "boolean" : "text";
  const starts: Record<string, SendableValue> = { number: 0, boolean: true, text: "" };
  return (
    <div>
      <SegmentedControl
        fullWidth
        size="xs"
        mb={4}
        aria-label={label}
        data={["boolean", "number", "text"].map((one) => ({ value: one, label: t(`panel.sends.${one}`) }))}
        value={type}
        onChange={(next) => change(starts[next] ?? "")}
      />
      <Group gap={4} grow>
        {type === "number" ? (
          <NumberInput
            label={label}
            description={description}
            value={Number(value)}
            onChange={(next) => typeof next === "number" && change(next)}
          />
        ) : type === "boolean" ? (
          <Select
            label={label}
            description={description}
            allowDeselect={false}
            data={[
              { value: "true", label: t("panel.on") },
              { value: "false", label: t("panel.off") },
            ]}
            value={String(value)}
            onChange={(next) => change(next === "true")}
          />
        ) : (
          <TextInput
            label={label}
            description={description}
            value={String(value)}
            onChange={(event) => change(event.currentTarget.value)}
          />
        )}
      </Group>
    </div>
  );
}
