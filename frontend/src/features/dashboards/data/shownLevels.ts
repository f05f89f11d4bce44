import {
  type Bins,
  type Distribution,
  type HourMatrix,
  type Levels,
  STATISTICS,
  type Statistic,
  type Totals,
} from "./levels";

type Convert = (value: number) => number;

/** Figures of many samples in another unit. Numbers of samples have none, and differences know no zero point. */
export function shownLevels(levels: Levels, convert: Convert): Levels {
  const { bins, total, distribution, hours, runs } = levels;
  return {
    ...(bins ? { bins: shownBins(bins, convert) } : {}),
    ...(total ? { total: shownTotals(total, convert) } : {}),
    ...(distribution ? { distribution: shownDistribution(distribution, convert) } : {}),
    ...(hours ? { hours: shownHours(hours, convert) } : {}),
    ...(runs ? { runs } : {}),
  };
}

function shownFigure(value: number, statistic: Statistic, convert: Convert, count: number): number {
  const zero = convert(0);
  if (statistic === "count") return value;
  if (statistic === "range") return convert(value) - zero;
  if (statistic === "sum") return convert(value) - zero + zero * count;
  return convert(value);
}

function shownBins(bins: Bins, convert: Convert): Bins {
  const shown = { ...bins };
  for (const statistic of STATISTICS) {
    const values = bins[statistic];
    if (!values) continue;
    shown[statistic] = values.map((value, i) =>
      value === null ? null : shownFigure(value, statistic, convert, bins.count?.[i] ?? 1),
    );
  }
  return shown;
}

function shownTotals(total: Totals, convert: Convert): Totals {
  const shown = { ...total };
  for (const statistic of STATISTICS) {
    shown[statistic] = shownFigure(total[statistic], statistic, convert, total.count);
  }
  return shown;
}

function shownDistribution(made: Distribution, convert: Convert): Distribution {
  return {
    ...made,
    edges: made.edges.map(convert),
    low: convert(made.low),
    q1: convert(made.q1),
    median: convert(made.median),
    q3: convert(made.q3),
    high: convert(made.high),
    mean: convert(made.mean),
    minimum: convert(made.minimum),
    maximum: convert(made.maximum),
    outliers: made.outliers.map(convert),
    curve: made.curve.map(([value, share]) => [convert(value), share]),
  };
}

function shownHours(hours: HourMatrix, convert: Convert): HourMatrix {
  return {
    ...hours,
    value: hours.value.map((row) =>
      row.map((value) => (value === null ? null : shownFigure(value, hours.statistic, convert, 1))),
    ),
  };
}
