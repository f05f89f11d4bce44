import type { TFunction } from "i18next";
import { ageText } from "@/shared/time/format";
import { shownReading, type Writing } from "../../data/shownReading";
import type { Rule } from "../../document/dashboardDocument";
import type { Marker } from "../../maps/MapCanvas";
import { type Look, worst } from "../../maps/mark";
import type { Placed } from "../../maps/places";

interface Context {
  params: Writing & { labels: boolean };
  rules: readonly Rule[];
  now_ms: number;
  t: TFunction<"dashboards">;
}

/** A device as a mark: its first value beside it, all of them in its popup, the most serious one in its look. */
export function markerOf(thing: Placed, { params, rules, now_ms, t }: Context): Marker | null {
  if (!thing.place) return null;
  const readings = thing.values.map((source) => ({ source, reading: shownReading(source, params, rules, now_ms) }));
  const look = readings.map(({ reading }) => lookOf(reading)).reduce<Look>(worst, "normal");
  const written = ({ text, unit }: { text: string; unit: string }) => [text, unit].filter(Boolean).join(" ");
  const first = readings[0]?.reading;
  const notes = readings.flatMap(({ source, reading }) =>
    reading.condition === "good" || reading.condition === "uncertain"
      ? (reading.rule?.text ?? [])
      : `${source.info.path}: ${t(`state.${reading.condition}`)}`,
  );
  const age = thing.at_ms === null ? "" : t("widget.map.seen", { age: ageText(now_ms - thing.at_ms) });
  return {
    ...thing.place,
    key: thing.key,
    title: thing.name,
    look,
    label: params.labels && first ? written(first) : "",
    lines: readings.map(({ source, reading }) => [source.info.path || source.label, written(reading)] as const),
    note: [...new Set(notes), age].filter(Boolean).join(" · "),
  };
}

function lookOf({ condition, rule }: { condition: string; rule: Rule | null }): Look {
  if (condition === "good" || condition === "uncertain") return rule?.level ?? "normal";
  return "stale";
}
