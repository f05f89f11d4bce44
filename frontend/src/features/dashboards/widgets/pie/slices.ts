import type { TFunction } from "i18next";
import type { ChartTokens, ColorScheme } from "@/shared/charts/chartTemplate";
import { seriesColor } from "@/shared/charts/palette";
import { StateColors, stateOf } from "../../charts/stateColors";
import { formatNumber } from "../../data/format";
import type { Mapping } from "../../data/mappings";
import type { Source } from "../../data/source";
import { figureOf } from "../bar/barFigure";
import type { ParamsOf } from "../params";
import type { TableOfWidget, WidgetProps } from "../widget";
import type { fields } from "./index";

export type PieParams = ParamsOf<typeof fields>;

export interface Slice {
  key: string;
  name: string;
  value: number;
  /** The value as it is written. */
  text: string;
  color: string;
}

/** What a circle is divided into, and what has no place in it. */
export interface Slices {
  slices: Slice[];
  total: number;
  /** Names of what is less than nothing: a circle cannot show it. */
  negative: string[];
}

export function slicesOf(
  sources: readonly Source[],
  params: PieParams,
  look: { scheme: ColorScheme; tokens: Pick<ChartTokens, "levels" | "dimmed" | "accent"> },
): Slices {
  return params.by === "states" ? statesOf(sources, params.mappings, look) : sharesOf(sources, params, look.scheme);
}

function sharesOf(sources: readonly Source[], { statistic, decimals }: PieParams, scheme: ColorScheme): Slices {
  const slices: Slice[] = [];
  const negative: string[] = [];
  sources.forEach((source, index) => {
    const value = figureOf(source, statistic, source.levels);
    if (value === null) return;
    if (value < 0) negative.push(source.label);
    else {
      const unit = statistic === "count" ? "" : source.info.unit;
      slices.push({
        key: source.info.topic,
        name: source.label,
        value,
        text: `${formatNumber(value, statistic === "count" ? 0 : decimals)} ${unit}`.trim(),
        color: seriesColor(index, scheme),
      });
    }
  });
  return { slices, total: slices.reduce((sum, { value }) => sum + value, 0), negative };
}

/** For how much of the time which state lasted, of all sources together. */
function statesOf(
  sources: readonly Source[],
  mappings: readonly Mapping[],
  { scheme, tokens }: { scheme: ColorScheme; tokens: Pick<ChartTokens, "levels" | "dimmed" | "accent"> },
): Slices {
  const colors = new StateColors(scheme);
  const found = new Map<string, Slice>();
  for (const { levels } of sources) {
    for (const { value, from_ms, to_ms } of levels?.runs?.runs ?? []) {
      const state = stateOf(value, { mappings, rules: [], decimals: null });
      const slice = found.get(state.key) ?? {
        key: state.key,
        name: state.text,
        value: 0,
        text: "",
        color: colors.of(state, tokens),
      };
      found.set(state.key, { ...slice, value: slice.value + (to_ms - from_ms) });
    }
  }
  const slices = [...found.values()].map((slice) => ({ ...slice, text: durationText(slice.value) }));
  return { slices, total: slices.reduce((sum, { value }) => sum + value, 0), negative: [] };
}

/** “3 h 12 min”: two units say enough. */
export function durationText(ms: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1000],
  ] as const;
  const first = units.findIndex(([, size]) => ms >= size);
  if (first < 0) return "0 s";
  const [name, size] = units[first] ?? units[3];
  const next = units[first + 1];
  const whole = Math.floor(ms / size);
  const rest = next ? Math.floor((ms % size) / next[1]) : 0;
  return next && rest > 0 ? `${whole} ${name} ${rest} ${next[0]}` : `${whole} ${name}`;
}

export function pieTable(
  { sources, params }: Pick<WidgetProps<PieParams>, "sources" | "params">,
  t: TFunction<"dashboards">,
): TableOfWidget {
  const nothing = { levels: { warning: "", minor: "", major: "", critical: "" }, dimmed: "", accent: "" };
  const { slices, total } = slicesOf(sources, params, { scheme: "light", tokens: nothing });
  return {
    columns: [
      { label: t("table.name"), isText: true },
      { label: t(params.by === "states" ? "table.duration" : `choice.statistic.${params.statistic}`) },
      { label: t("table.share"), unit: "%" },
    ],
    rows: slices.map(({ name, text, value }) => [
      name,
      text,
      total > 0 ? formatNumber((value / total) * 100, 1) : null,
    ]),
  };
}
