import { NumberInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ZoneField } from "@/shared/export/ZoneField";
import { readMappings } from "../data/mappings";
import type { FieldSchema } from "../widgets/params";
import { FilePicker } from "./FilePicker";
import { ListField } from "./ListField";
import { MappingList } from "./MappingList";
import { PictureField } from "./PictureField";
import { UnitField } from "./UnitField";
import { ValueField } from "./ValueField";

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
  const say = (kind: "param" | "help" | "placeholder" | "ifEmpty") =>
    [`widget.${type}.${kind}.${name}`, `${kind}.${name}`].find((key) => i18n.exists(key, { ns: "dashboards" }));
  const sayChoice = (choice: string) =>
    [`widget.${type}.choice.${name}.${choice}`, `choice.${name}.${choice}`].find((key) =>
      i18n.exists(key, { ns: "dashboards" }),
    ) ?? choice;
  const labelKey = say("param");
  const canBeEmpty = "isOptional" in schema && schema.isOptional;
  const helpKey = say("help") ?? (canBeEmpty ? say("ifEmpty") : undefined);
  const placeholderKey = say("placeholder");
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
          placeholder={schema.isOptional ? t("panel.automatic") : undefined}
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
          data={schema.enum.map((choice) => ({ value: choice, label: t(sayChoice(choice)) }))}
          value={String(value)}
          onChange={(next) => next && change(next)}
        />
      );
    case "string": {
      if (schema.isZone) {
        const ordinary = placeholderKey ? t(placeholderKey) : t("panel.automatic");
        return <ZoneField {...common} value={String(value)} ordinary={ordinary} change={change} />;
      }
      const Input = schema.isLong ? Textarea : TextInput;
      return (
        <Input
          {...common}
          placeholder={placeholderKey && t(placeholderKey)}
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
    case "file":
      return (
        <FilePicker
          label={common.label}
          description={common.description}
          value={typeof value === "number" ? value : null}
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
    case "picture":
      return <PictureField {...common} value={typeof value === "number" ? value : null} change={change} />;
    case "value":
      return <ValueField {...common} value={value} change={change} isJson={schema.isJson ?? false} />;
    case "list":
      return <ListField {...common} name={name} type={type} schema={schema} value={value} change={change} />;
  }
}
