import { useTranslation } from "react-i18next";
import { ageText } from "@/shared/time/format";
import { useNow } from "../data/clock";
import { type Condition, conditionOf, type Source } from "../data/source";
import { reasonText } from "../view/reasonText";
import classes from "./ChartFrame.module.css";

interface ChartNotesProps {
  sources: readonly Source[];
  more?: readonly string[];
}

/** Says what is the matter with a line; one that merely ends, has holes or is not there is easily overlooked. */
export function ChartNotes({ sources, more = [] }: ChartNotesProps) {
  // Here and not in the chart: ages grow every second, the rest stands still.
  const now_ms = useNow();
  const { t } = useTranslation("dashboards");
  const namesOf = (condition: Condition) =>
    sources.filter((source) => conditionOf(source, now_ms) === condition).map(({ label }) => label);
  const silent = sources.filter((source) => conditionOf(source, now_ms) === "stale");
  const bad = namesOf("bad");
  const missing = sources.filter(({ info }) => info.state === "missing");
  const unexplained = missing.filter(({ info }) => !info.reason);
  const reasons = new Set(missing.flatMap(({ info }) => (info.reason ? [reasonText(t, info.reason)] : [])));
  const holes = sources.reduce((sum, { series }) => sum + (series.notFinite ?? 0), 0);
  const since = Math.min(...silent.map(({ latest }) => latest?.ts ?? now_ms));
  const notes = [
    // What the chart itself has to say comes first: the end of a long line is cut.
    ...more,
    silent.length > 0 &&
      t("chart.silent", { names: silent.map(({ label }) => label).join(", "), age: ageText(now_ms - since) }),
    bad.length > 0 && t("chart.bad", { names: bad.join(", ") }),
    ...reasons,
    unexplained.length > 0 && t("chart.missing", { count: unexplained.length }),
    holes > 0 && t("chart.notFinite", { count: holes }),
  ].filter((note) => note !== false);
  if (notes.length === 0) return null;
  const text = notes.join(" · ");
  return (
    <p className={classes.notes} title={text} data-testid="chart-notes">
      {text}
    </p>
  );
}
