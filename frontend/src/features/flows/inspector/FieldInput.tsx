import { ActionIcon, Button, Input, SegmentedControl, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ZoneField } from "@/shared/export/ZoneField";
import { type ParamPath, withValue } from "../commands/setParam";
import { ChoicesInput } from "./ChoicesInput";
import { CodeField } from "./CodeField";
import { useForm } from "./FormContext";
import type { Field, Option } from "./fields";
import classes from "./inspector.module.css";
import { JsonInput } from "./JsonInput";
import { NumberField } from "./NumberField";
import { ProblemText } from "./ProblemText";
import { ReferenceInput } from "./ReferenceInput";
import { TableField } from "./TableField";
import { UnitInput } from "./UnitInput";

export interface FieldInputProps {
  field: Field;
  path: ParamPath;
  value: unknown;
  /** The sentence for a path such as `points.0.x`. */
  problemAt: (path: ParamPath) => string | undefined;
  change: (path: ParamPath, value: unknown) => void;
  isReadOnly: boolean;
  /** All params of the block, for fields that depend on others. */
  around?: Readonly<Record<string, unknown>>;
}

/** One param's control; lists and objects hold further ones. What is only a warning stands below it, and not in red. */
export function FieldInput(props: FieldInputProps) {
  const { hints } = useForm();
  const message = props.problemAt(props.path);
  const place = props.path.join(".");
  if (!message || !hints.has(place)) return <Control {...props} />;
  return (
    <div className={classes.hinted} data-testid={`hint-${place}`}>
      <Control {...props} problemAt={(path) => (path.join(".") === place ? undefined : props.problemAt(path))} />
      <ProblemText level="warning" message={message} />
    </div>
  );
}

function Control(props: FieldInputProps) {
  const { field, path, problemAt, isReadOnly } = props;
  const value = props.value === undefined ? field.fallback : props.value;
  const set = (next: unknown) => props.change(path, next);
  // Who changes a part of a default keeps the rest of it: the document does not have it yet.
  const change: FieldInputProps["change"] = (at, next) =>
    props.value === undefined && at.length > path.length && typeof value === "object" && value !== null
      ? set(withValue(value, at.slice(path.length), next))
      : props.change(at, next);
  const shared = {
    label: field.title || undefined,
    description: field.help || undefined,
    error: problemAt(path),
    disabled: isReadOnly,
    "aria-label": field.spoken,
    // Names the control for tests and for problems that point at it.
    "data-testid": `param-${path.join(".")}`,
  };
  switch (field.kind) {
    case "number":
      return <NumberField field={field} value={value} set={set} shared={shared} />;
    case "text":
      return <TextField {...props} field={field} value={value} shared={shared} set={set} />;
    case "enum":
      return <EnumField options={field.options} value={value} shared={shared} set={set} />;
    case "boolean":
      return (
        <Switch {...shared} size="sm" checked={value === true} onChange={(event) => set(event.currentTarget.checked)} />
      );
    case "reference":
      return <ReferenceInput to={field.to} value={value} set={set} shared={shared} isClearable={field.isNullable} />;
    case "list":
      return <ListField {...props} change={change} field={field} value={Array.isArray(value) ? value : []} />;
    case "table":
      return <TableField {...props} change={change} field={field} value={Array.isArray(value) ? value : []} />;
    case "choices":
      return <ChoicesInput field={field} value={value} set={set} name={field.title} shared={shared} />;
    case "object":
      return (
        <ObjectFields
          {...props}
          change={change}
          fields={field.fields(asRecord(value))}
          title={field.title}
          value={asRecord(value)}
        />
      );
    case "variants": {
      const record = asRecord(value);
      const chosen = field.variants.find((variant) => variant.value === record[field.by]) ?? field.variants[0];
      return (
        <div className={classes.nested}>
          <EnumField
            options={field.variants}
            value={chosen?.value}
            shared={shared}
            set={(next) => set(field.variants.find((variant) => variant.value === next)?.fresh)}
          />
          {chosen && <ObjectFields {...props} change={change} fields={chosen.fields(record)} title="" value={record} />}
        </div>
      );
    }
    case "json":
      return <JsonInput {...shared} value={value} set={set} />;
  }
}

interface Shared {
  label: string | undefined;
  description: string | undefined;
  error: string | undefined;
  disabled: boolean;
  "aria-label": string | undefined;
  "data-testid": string;
}

interface TextFieldProps extends FieldInputProps {
  field: Extract<Field, { kind: "text" }>;
  shared: Shared;
  set: (value: unknown) => void;
}

function TextField({ field, value, shared, set, around = {} }: TextFieldProps) {
  if (field.language)
    return (
      <CodeField
        value={typeof value === "string" ? value : ""}
        set={set}
        language={field.language}
        maxLength={field.maxLength}
        around={around}
        shared={shared}
      />
    );
  const current = typeof value === "string" ? value : "";
  if (field.format === "time_zone") return <ZoneField {...shared} value={current} change={set} />;
  if (field.format === "unit")
    return <UnitInput {...shared} value={current} onChange={set} maxLength={field.maxLength} />;
  const text = {
    ...shared,
    value: current,
    onChange: (event: { currentTarget: { value: string } }) => set(event.currentTarget.value),
    maxLength: field.maxLength,
    placeholder: field.format === "time" ? "08:00" : field.examples[0],
    type: field.format === "date" ? "date" : "text",
    spellCheck: !field.isCode,
    classNames: field.isCode ? { input: classes.code } : undefined,
  };
  const { type: _, ...lines } = text;
  if (field.isMultiline || field.isCode)
    return <Textarea {...lines} autosize minRows={field.isMultiline ? 3 : 1} maxRows={16} />;
  return <TextInput {...text} />;
}

interface EnumFieldProps {
  options: readonly Pick<Option, "value" | "label">[];
  value: unknown;
  shared: Shared;
  set: (value: unknown) => void;
}

const SEGMENTS = 3;
const SEGMENT_LETTERS = 26;

/** Few short choices stand side by side; more go into a list. */
function EnumField({ options, value, shared, set }: EnumFieldProps) {
  const data = options.map((option) => ({ value: String(option.value), label: option.label }));
  const letters = data.reduce((sum, { label }) => sum + label.length, 0);
  const choose = (next: string | null) => set(options.find((option) => String(option.value) === next)?.value);
  const current = value === undefined || value === null ? null : String(value);
  if (options.length <= SEGMENTS && letters <= SEGMENT_LETTERS) {
    const { label, description, error, disabled } = shared;
    return (
      <Input.Wrapper label={label} description={description} error={error} labelElement="div">
        <SegmentedControl
          fullWidth
          size="xs"
          className={classes.segments}
          data={data}
          value={current ?? ""}
          onChange={choose}
          disabled={disabled}
          aria-label={label}
          data-testid={shared["data-testid"]}
        />
      </Input.Wrapper>
    );
  }
  return <Select {...shared} data={data} value={current} onChange={choose} allowDeselect={false} />;
}

interface ListFieldProps extends FieldInputProps {
  field: Extract<Field, { kind: "list" }>;
  value: readonly unknown[];
}

function ListField({ field, value, path, problemAt, change, isReadOnly }: ListFieldProps) {
  const { t } = useTranslation("flows");
  return (
    <Input.Wrapper label={field.title} description={field.help || undefined} error={problemAt(path)} labelElement="div">
      <div className={classes.listItems}>
        {value.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: items have no name but their place.
          <div key={index} className={classes.listItem}>
            <div className={classes.grow}>
              <FieldInput
                field={field.item(String(index), item)}
                path={[...path, index]}
                value={item}
                problemAt={problemAt}
                change={change}
                isReadOnly={isReadOnly}
              />
            </div>
            <ActionIcon
              aria-label={t("form.remove", { index: index + 1 })}
              disabled={isReadOnly || value.length <= field.min}
              onClick={() => change([...path, index], undefined)}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </div>
        ))}
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={isReadOnly || (field.max !== undefined && value.length >= field.max)}
          onClick={() => change(path, [...value, field.fresh])}
        >
          {t("form.add")}
        </Button>
      </div>
    </Input.Wrapper>
  );
}

interface ObjectFieldsProps extends FieldInputProps {
  fields: readonly Field[];
  title: string;
  value: Readonly<Record<string, unknown>>;
}

function ObjectFields({ fields, title, value, path, problemAt, change, isReadOnly }: ObjectFieldsProps) {
  return (
    <fieldset className={classes.nested}>
      {title && <legend className={classes.legend}>{title}</legend>}
      {fields.map((inner) => (
        <FieldInput
          key={inner.name}
          field={inner}
          path={[...path, inner.name]}
          value={value[inner.name]}
          problemAt={problemAt}
          change={change}
          isReadOnly={isReadOnly}
        />
      ))}
    </fieldset>
  );
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
