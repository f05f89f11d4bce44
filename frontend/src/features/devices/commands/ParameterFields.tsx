import { Input, NumberInput, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./CommandsTab.module.css";
import type { Entered } from "./commandValue";
import { choiceTexts, type EnteredParameters, type Parameter, type Problem } from "./parameters";

interface ParameterFieldsProps {
  parameters: readonly Parameter[];
  entered: EnteredParameters;
  change: (entered: EnteredParameters) => void;
  problems: Readonly<Record<string, Problem>>;
  /** Problems of fields that nobody has touched yet wait for the first try. */
  isTried: boolean;
}

/** One input for each parameter, of the kind that its type wants. */
export function ParameterFields({ parameters, entered, change, problems, isTried }: ParameterFieldsProps) {
  const { t } = useTranslation("devices");
  return (
    <div className={classes.parameters}>
      {parameters.map((parameter) => {
        const value = entered[parameter.name] ?? "";
        const problem = isTried || value !== "" ? problems[parameter.name] : undefined;
        return (
          <ParameterField
            key={parameter.name}
            parameter={parameter}
            value={value}
            change={(next) => change({ ...entered, [parameter.name]: next })}
            error={problem && t(problem.key, problem.values ?? {})}
          />
        );
      })}
    </div>
  );
}

interface ParameterFieldProps {
  parameter: Parameter;
  value: Entered;
  change: (value: Entered) => void;
  error: string | undefined;
}

function boundsText({ low, high, unit }: Parameter): string | undefined {
  const suffix = unit ? ` ${unit}` : "";
  if (typeof low === "number" && typeof high === "number") return `${low} … ${high}${suffix}`;
  if (typeof low === "number") return `≥ ${low}${suffix}`;
  return typeof high === "number" ? `≤ ${high}${suffix}` : undefined;
}

function ParameterField({ parameter, value, change, error }: ParameterFieldProps) {
  const { t } = useTranslation("devices");
  const label = parameter.title || parameter.name;
  const common = { label, error, withAsterisk: parameter.required, description: boundsText(parameter) };
  if (parameter.choices.length > 0) {
    return (
      <Select
        {...common}
        data={choiceTexts(parameter)}
        allowDeselect={!parameter.required}
        value={value === "" ? null : String(value)}
        onChange={(next) => change(next ?? "")}
      />
    );
  }
  switch (parameter.type) {
    case "boolean":
      return (
        <Input.Wrapper label={label} labelElement="div" error={error}>
          <SegmentedControl
            fullWidth
            aria-label={label}
            value={String(value === true)}
            onChange={(text) => change(text === "true")}
            data={[
              { value: "false", label: t("off") },
              { value: "true", label: t("on") },
            ]}
          />
        </Input.Wrapper>
      );
    case "long":
    case "double":
      return (
        <NumberInput
          {...common}
          suffix={parameter.unit && ` ${parameter.unit}`}
          allowDecimal={parameter.type === "double"}
          value={typeof value === "boolean" ? "" : value}
          onChange={change}
        />
      );
    case "json":
      return (
        <Textarea
          {...common}
          autosize
          minRows={1}
          maxRows={8}
          value={String(value)}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
    default:
      return <TextInput {...common} value={String(value)} onChange={(event) => change(event.currentTarget.value)} />;
  }
}
