import { Autocomplete, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { ChoicesInput } from "./ChoicesInput";
import { choicesFor, useForm } from "./FormContext";
import type { Field } from "./fields";
import classes from "./inspector.module.css";
import { NumberField } from "./NumberField";
import { UnitInput } from "./UnitInput";

interface CellInputProps {
  field: Field;
  value: unknown;
  set: (value: unknown) => void;
  /** "To, row 2" */
  name: string;
  error: string | undefined;
  isReadOnly: boolean;
  testId: string;
}

/** One value in a table, without a label of its own: the column says what it is. */
export function CellInput({ field, value, set, name, error, isReadOnly, testId }: CellInputProps) {
  const scope = useForm();
  const shared = { size: "xs", error: Boolean(error), disabled: isReadOnly, "aria-label": name, "data-testid": testId };
  switch (field.kind) {
    case "number":
      return (
        <NumberField
          field={field}
          value={value}
          set={set}
          shared={{ ...shared, label: undefined, description: undefined }}
        />
      );
    case "boolean":
      return (
        <Checkbox
          {...shared}
          checked={value === true}
          onChange={(event) => set(event.currentTarget.checked)}
          size="xs"
        />
      );
    case "enum":
      return (
        <NativeSelect
          {...shared}
          data={field.options.map((option) => ({ value: String(option.value), label: option.label }))}
          value={String(value ?? "")}
          onChange={(event) =>
            set(field.options.find((option) => String(option.value) === event.currentTarget.value)?.value)
          }
        />
      );
    case "choices":
      return (
        <ChoicesInput
          field={field}
          value={value}
          set={set}
          name={name}
          shared={{
            label: undefined,
            description: undefined,
            error: shared.error,
            disabled: isReadOnly,
            "data-testid": testId,
          }}
        />
      );
    case "text": {
      const text = typeof value === "string" ? value : "";
      const choices = choicesFor(field.format, scope);
      if (choices) {
        // What is in no row any more is marked at once; the server says why.
        const isUnknown = text !== "" && !choices.includes(text);
        return (
          <Autocomplete
            {...shared}
            error={shared.error || isUnknown}
            data={[...choices]}
            filter={({ options, search }) =>
              choices.includes(search) ? options : options.filter((one) => "label" in one && one.label.includes(search))
            }
            value={text}
            onChange={set}
            maxLength={field.maxLength}
            comboboxProps={{ width: "max-content", position: "bottom-start" }}
          />
        );
      }
      if (field.format === "unit")
        return <UnitInput {...shared} value={text} onChange={set} maxLength={field.maxLength} />;
      return (
        <TextInput
          {...shared}
          type={field.format === "date" ? "date" : "text"}
          value={text}
          onChange={(event) => set(event.currentTarget.value)}
          maxLength={field.maxLength}
          placeholder={field.format === "time" && field.fallback !== "" ? "08:00" : field.examples[0]}
          spellCheck={!field.isCode}
          classNames={field.isCode ? { input: classes.code } : undefined}
        />
      );
    }
    default:
      return null;
  }
}
