/** What a widget is drawn from besides newest values and samples, as the server reads it for the widget's own params. */
export interface Levels {
  bins?: Bins;
  total?: Totals;
  distribution?: Distribution;
  hours?: HourMatrix;
  runs?: Runs;
}

export const STATISTICS = ["avg", "min", "max", "sum", "count", "first", "last", "range"] as const;
export type Statistic = (typeof STATISTICS)[number];

/** One figure for each stretch of time; null where it is empty. */
export type Bins = { ts: number[]; end: number[]; width_s: number } & Partial<Record<Statistic, (number | null)[]>>;

/** Figures of the whole range. */
export type Totals = Record<Statistic, number>;

export interface Distribution {
  count: number;
  edges: number[];
  counts: number[];
  low: number;
  q1: number;
  median: number;
  q3: number;
  high: number;
  mean: number;
  minimum: number;
  maximum: number;
  outliers: number[];
  outlier_count: number;
  /** The density as points of value and share, highest 1. */
  curve: [number, number][];
  /** The samples were too many: it is made of averages of so many seconds. */
  of_averages_s: number | null;
}

/** A row for each weekday from Monday (0), or for each date; a column for each hour. */
export interface HourMatrix {
  rows: (number | string)[];
  value: (number | null)[][];
  statistic: Statistic;
}

export interface Run {
  from_ms: number;
  to_ms: number;
  value: unknown;
  quality: number;
}

export interface Runs {
  runs: Run[];
  /** Older ones were too many to show. */
  is_cut: boolean;
}
