import { useTranslation } from "react-i18next";
import { boundParam } from "../graph/subflows";
import { fullValue } from "../runs/format";
import type { Field } from "./fields";
import classes from "./inspector.module.css";
import { useNameOf } from "./useNames";

interface ParamFactsProps {
  fields: readonly Field[];
  params: Readonly<Record<string, unknown>>;
}

/** Params to read: on a phone, in an old revision, and for those who may not edit. */
export function ParamFacts({ fields, params }: ParamFactsProps) {
  const text = useTextOfValue();
  return (
    <dl className={classes.facts}>
      {fields.map((field) => (
        <div key={field.name} className={classes.fact}>
          <dt>{field.title}</dt>
          {field.kind === "text" && field.language ? (
            <dd>
              <pre className={classes.codeFact}>{String(params[field.name] ?? field.fallback ?? "")}</pre>
            </dd>
          ) : (
            <dd>{text(field, params[field.name] ?? field.fallback)}</dd>
          )}
        </div>
      ))}
    </dl>
  );
}

/** A param's value in the words of its form: names for ids, labels for choices, units behind numbers. */
export function useTextOfValue(): (field: Field | undefined, value: unknown) => string {
  const { t } = useTranslation("flows");
  const nameOf = useNameOf();
  return (field, value) => {
    const bound = boundParam(value);
    if (bound) return `‹${bound}›`;
    if (value === null || value === undefined || value === "") return t("form.unset");
    if (typeof value === "boolean") return t(value ? "form.yes" : "form.no");
    if (field?.kind === "reference" && typeof value === "number") return nameOf(field.to, value) ?? `${value}`;
    if (field?.kind === "enum") return field.options.find((option) => option.value === value)?.label ?? String(value);
    if (field?.kind === "choices" && Array.isArray(value))
      return value
        .map((name) => field.options.find((option) => option.value === name)?.label ?? String(name))
        .join(", ");
    if (Array.isArray(value)) return t("form.items", { count: value.length });
    return field?.unit ? `${fullValue(value)} ${field.unit}` : fullValue(value);
  };
}
