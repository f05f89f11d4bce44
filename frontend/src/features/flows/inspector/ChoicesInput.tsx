import { Input, MultiSelect } from "@mantine/core";
import type { Field, Option } from "./fields";
import classes from "./inspector.module.css";

interface ChoicesInputProps {
  field: Extract<Field, { kind: "choices" }>;
  value: unknown;
  set: (value: readonly unknown[]) => void;
  name: string;
  shared: {
    label: string | undefined;
    description: string | undefined;
    error: string | boolean | undefined;
    disabled: boolean;
    "data-testid": string;
  };
}

const DAYS_IN_A_ROW = 7;
const LETTERS = 2;

/** Several of a few words: weekdays as a row of buttons, everything else as a list to choose from. */
export function ChoicesInput({ field, value, set, name, shared }: ChoicesInputProps) {
  const chosen = Array.isArray(value) ? value : [];
  // In the order of the schema, however they were clicked.
  const keep = (wanted: (option: Option) => boolean) => set(field.options.filter(wanted).map((option) => option.value));
  const { label, description, error, disabled } = shared;
  if (field.options.length !== DAYS_IN_A_ROW)
    return (
      <MultiSelect
        {...shared}
        aria-label={name}
        data={field.options.map((option) => ({ value: String(option.value), label: option.label }))}
        value={chosen.map(String)}
        onChange={(next) =>
          set(next.map((one) => field.options.find((option) => String(option.value) === one)?.value ?? one))
        }
        maxValues={field.max}
        hidePickedOptions
      />
    );
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row of a table. */}
      <div role="group" aria-label={name} className={classes.days} data-testid={shared["data-testid"]}>
        {field.options.map((option) => {
          const isChosen = chosen.includes(option.value);
          return (
            <button
              key={String(option.value)}
              type="button"
              className={classes.day}
              aria-pressed={isChosen}
              aria-label={option.label}
              title={option.label}
              disabled={disabled}
              onClick={() => keep((other) => (other.value === option.value ? !isChosen : chosen.includes(other.value)))}
            >
              {option.label.slice(0, LETTERS)}
            </button>
          );
        })}
      </div>
    </Input.Wrapper>
  );
}
