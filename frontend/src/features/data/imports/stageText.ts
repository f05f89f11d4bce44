import type { TFunction } from "i18next";
import type { ImportJob } from "../types";

/** Where an import stands, in a word. */
export function stageText(row: ImportJob, t: TFunction<"data">): string {
  if (row.status === "failed" || row.status === "cancelled" || row.status === "waiting")
    return t(`status.${row.status}`);
  if (row.status === "running") return t(`imports.working.${row.stage}`);
  return t(`imports.stages.${row.stage}`);
}
