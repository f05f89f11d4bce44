import type { Statistic } from "../../data/levels";
import { type Shown, shownSource } from "../../data/shownSource";
import type { Source } from "../../data/source";
import { converter } from "../../data/units";

/** A source whose newest value is a figure of its time range, in the unit that was chosen. */
export function figureOf(
  source: Source,
  value: number,
  { statistic, unit }: { statistic: Statistic; unit: string },
): Shown {
  const latest = { ts: source.latest?.ts ?? 0, quality: source.latest?.quality ?? 0 };
  if (statistic === "count") {
    return {
      source: { ...source, info: { ...source.info, unit: "" }, latest: { ...latest, value } },
      refusedUnit: null,
    };
  }
  const shown = shownSource({ ...source, latest: null }, unit);
  const convert = converter(source.info.unit, shown.source.info.unit) ?? ((same: number) => same);
  // 10 °C between lowest and highest are 18 °F between them, not 50.
  const figure = statistic === "range" ? convert(value) - convert(0) : convert(value);
  return { ...shown, source: { ...shown.source, latest: { ...latest, value: figure } } };
}
