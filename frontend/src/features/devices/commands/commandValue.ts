import type { Metric, SampleValue } from "@/shared/api/types";

/** What stands in the form: text while typing, number or switch where the input gives one. */
export type Entered = string | number | boolean;

interface ReadValue {
  value: SampleValue;
  /** Message key of what is wrong. */
  problem: string | null;
}

const wrong = (problem: string): ReadValue => ({ value: null, problem });

/** Turn the form's content into the value that the metric takes. */
export function readValue(metric: Pick<Metric, "data_type"> | null, entered: Entered): ReadValue {
  switch (metric?.data_type) {
    case undefined:
      return wrong("command.metric_missing");
    case "boolean":
      return { value: entered === true, problem: null };
    case "long":
    case "double": {
      const number = entered === "" ? Number.NaN : Number(entered);
      return Number.isFinite(number) ? { value: number, problem: null } : wrong("command.number_missing");
    }
    case "json":
      try {
        return { value: JSON.parse(String(entered)), problem: null };
      } catch {
        return wrong("command.json_wrong");
      }
    default:
      return { value: String(entered), problem: null };
  }
}
