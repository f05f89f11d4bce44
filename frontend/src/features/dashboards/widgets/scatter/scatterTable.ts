import type { TFunction } from "i18next";
import { momentText } from "@/shared/time/format";
import type { TableOfWidget, WidgetProps } from "../widget";
import { pairsOf } from "./pairs";

const MOST_ROWS = 300;

export function scatterTable({ sources }: Pick<WidgetProps, "sources">, t: TFunction<"dashboards">): TableOfWidget {
  const [horizontal, vertical] = sources;
  const pairs = horizontal && vertical ? pairsOf(horizontal, vertical) : { ts: [], x: [], y: [] };
  return {
    columns: [
      { label: t("table.time"), isText: true },
      ...[horizontal, vertical].flatMap((one) => (one ? [{ label: one.label, unit: one.info.unit }] : [])),
    ],
    rows: pairs.ts
      .map((at, i) => [momentText(at), pairs.x[i] ?? null, pairs.y[i] ?? null])
      .reverse()
      .slice(0, MOST_ROWS),
  };
}
