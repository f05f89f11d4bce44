import { shownLevels } from "./shownLevels";
import type { Source } from "./source";
import { converter, unitName } from "./units";

export interface Shown {
  /** The source as it is to be read: value, limits and samples in the unit that was asked for. */
  source: Source;
  /** The unit that was asked for and cannot be had; everything is in its own unit then. */
  refusedUnit: string | null;
}

/** A source in the unit that a widget asks for. A metric without a unit takes the name that is given to it. */
export function shownSource(source: Source, unit: string): Shown {
  const wanted = unitName(unit);
  if (!wanted || wanted === unitName(source.info.unit)) return { source, refusedUnit: null };
  if (!source.info.unit) return { source: { ...source, info: { ...source.info, unit: wanted } }, refusedUnit: null };
  const convert = converter(source.info.unit, wanted);
  if (!convert) return { source, refusedUnit: wanted };
  const orNull = (value: number | null) => (value === null ? null : convert(value));
  const { latest, series, info, before } = source;
  return {
    source: {
      ...source,
      info: { ...info, unit: wanted, low: orNull(info.low), high: orNull(info.high) },
      latest: latest && typeof latest.value === "number" ? { ...latest, value: convert(latest.value) } : latest,
      series: series.ts.length > 0 ? { ...series, value: series.value.map(orNull) } : series,
      ...(source.levels ? { levels: shownLevels(source.levels, convert) } : {}),
      ...(before
        ? {
            before: {
              ...before,
              series: { ...before.series, value: before.series.value.map(orNull) },
              levels: shownLevels(before.levels, convert),
            },
          }
        : {}),
    },
    refusedUnit: null,
  };
}
