import { Input, NumberInput, Radio, Select, Switch, Textarea, TextInput } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import classes from "./FieldInput.module.css";
import { choiceOf, type Entered, type Fault, type FieldSpec, keyOf } from "./fieldSpec";

interface FieldInputProps {
  spec: FieldSpec;
  value: Entered;
  change: (value: Entered) => void;
  /** What is wrong, in words; stands at the field. */
  error?: string | undefined;
  description?: string | undefined;
  isDisabled?: boolean;
  testId?: string;
}

/** What the device reports stands below what one sets. */
const ORDER: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

/** One field to fill in, of the kind that its value wants. */
export function FieldInput({ spec, value, change, error, description, isDisabled = false, testId }: FieldInputProps) {
  const { t } = useTranslation("dashboards");
  const label = spec.unit ? `${spec.label} (${spec.unit})` : spec.label;
  const common = { label, description, error, disabled: isDisabled, "data-testid": testId };
  const wrapped = { ...common, inputWrapperOrder: ORDER, withAsterisk: spec.isRequired };
  if (spec.choices.length > 0) {
    const chosen = choiceOf(spec, value);
    const key = chosen === undefined ? null : keyOf(chosen.value);
    if (spec.isRadio) {
      return (
        <Radio.Group {...wrapped} value={key} onChange={change}>
          <div className={classes.radios}>
            {spec.choices.map((choice) => (
              <Radio
                key={keyOf(choice.value)}
                value={keyOf(choice.value)}
                label={choice.label}
                disabled={isDisabled}
                data-testid={testId && `${testId}-${choice.label}`}
              />
            ))}
          </div>
        </Radio.Group>
      );
    }
    return (
      <Select
        {...wrapped}
        placeholder={t("form.choose")}
        data={spec.choices.map((choice) => ({ value: keyOf(choice.value), label: choice.label }))}
        allowDeselect={!spec.isRequired}
        value={key}
        onChange={(next) => change(next ?? "")}
      />
    );
  }
  switch (spec.dataType) {
    case "boolean":
      return (
        <Input.Wrapper error={error}>
          <Switch
            className={classes.switch}
            label={label}
            description={description}
            disabled={isDisabled}
            data-testid={testId}
            checked={value === true}
            onChange={(event) => change(event.currentTarget.checked)}
          />
        </Input.Wrapper>
      );
    case "long":
    case "double":
      return (
        <NumberInput
          {...wrapped}
          hideControls
          allowDecimal={spec.dataType === "double"}
          clampBehavior="none"
          value={typeof value === "boolean" ? "" : value}
          onChange={change}
        />
      );
    case "json":
      return (
        <Textarea
          {...wrapped}
          autosize
          maxRows={6}
          value={String(value)}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...wrapped}
          maxLength={2_000}
          value={String(value)}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
  }
}

export function sayFault(fault: Fault, t: TFunction<"dashboards">): string {
  switch (fault.what) {
    case "missing":
      return t("form.missing");
    case "number":
      return t("command.giveNumber");
    case "whole":
      return t("form.whole");
    case "json":
      return t("widget.form.noJson");
    case "choice":
      return t("form.noChoice");
    case "pattern":
      return fault.hint || t("form.pattern", { pattern: fault.pattern });
    case "range": {
      const { low, high } = fault;
      if (low !== null && high !== null) return t("command.giveRange", { low, high });
      return low !== null ? t("command.giveAtLeast", { low }) : t("command.giveAtMost", { high });
    }
  }
}
