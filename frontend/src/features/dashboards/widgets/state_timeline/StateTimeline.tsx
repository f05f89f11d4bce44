import { useComputedColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { FigureWidget } from "../../charts/FigureWidget";
import { CSS_TOKENS } from "../../charts/stateColors";
import type { ParamsOf } from "../params";
import { durationText } from "../pie/slices";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import { statesOf, stretchesOf, timelineFigure } from "./timelineFigure";

const MOST_IN_LEGEND = 12;

export function StateTimeline(props: WidgetProps<ParamsOf<typeof fields>>) {
  const { title, params, rules, sources: bound, range, zoom } = props;
  const { t } = useTranslation("dashboards");
  const scheme = useComputedColorScheme("light");
  const sources = bound.filter(({ info }) => info.state === "ok");
  const rows = sources.map((source) => stretchesOf(source, params, rules));
  const states = statesOf(rows, scheme, CSS_TOKENS);
  const parts = sources.map(({ label }, row) => {
    const last = rows[row]?.at(-1);
    if (!last) return t("chart.saysNothing", { name: label });
    return t("widget.state_timeline.says", {
      name: label,
      state: last.state.text || t("state.normal"),
      time: durationText(last.to_ms - last.from_ms),
      count: rows[row]?.length ?? 0,
    });
  });
  return (
    <FigureWidget
      label={`${title}. ${parts.join(" ")}`}
      bound={bound}
      sources={sources}
      params={params}
      rules={rules}
      range={range}
      zoom={zoom}
      hasTime
      figure={(context, resolved) => timelineFigure(sources, params, rules, resolved, context)}
      isEmpty={rows.every((stretches) => stretches.length === 0)}
      legend={states.slice(0, MOST_IN_LEGEND).map(({ state, color }) => ({
        key: state.key,
        name: state.text || t("state.normal"),
        color,
        form: "box",
      }))}
      notes={sources.some(({ levels }) => levels?.runs?.is_cut) ? [t("widget.state_timeline.isCut")] : []}
    />
  );
}
