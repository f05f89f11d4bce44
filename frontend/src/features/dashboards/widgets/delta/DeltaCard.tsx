import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNow } from "../../data/clock";
import { formatNumber } from "../../data/format";
import { shownReading } from "../../data/shownReading";
import { BigReading } from "../../view/BigReading";
import { StateLine } from "../../view/StateLine";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import { changeOf } from "./change";
import classes from "./DeltaCard.module.css";
import { figureOf } from "./figureOf";
import type { fields } from "./index";

const ARROWS = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconArrowRight } as const;

/** One figure of the time range, and how it differs from the period before. */
export function DeltaCard({ params, rules, sources }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  const [source] = sources;
  const total = source?.levels?.total?.[params.statistic];
  const before = source?.before?.levels.total?.[params.statistic];
  const isKnown = source !== undefined && typeof total === "number" && Number.isFinite(total);
  // The figure takes the place of the newest value, so that limits, names and looks are what they are elsewhere.
  const figure = (value: number) => source && figureOf(source, value, params);
  const writing = { ...params, unit: "" };
  const now = isKnown ? figure(total) : source && { source: { ...source, latest: null }, refusedUnit: null };
  const reading = { ...shownReading(now?.source, writing, rules, now_ms), refusedUnit: now?.refusedUnit };
  const earlier = typeof before === "number" ? shownReading(figure(before)?.source, writing, [], now_ms) : null;
  const change = changeOf(reading.number, earlier?.number ?? null);
  const Arrow = change && ARROWS[change.direction];
  const isGood =
    change && params.goodIs !== "neither" && change.direction !== "same" && change.direction === params.goodIs;
  const tone =
    !change || change.direction === "same" || params.goodIs === "neither" ? "neutral" : isGood ? "good" : "bad";
  return (
    <>
      <BigReading reading={reading} />
      {change && Arrow ? (
        <p className={classes.change} data-tone={tone}>
          <Arrow size={16} role="img" aria-label={t(`widget.delta.${change.direction}`)} />
          <b>
            {change.percent === null
              ? `${sign(change.difference)}${formatNumber(Math.abs(change.difference), params.decimals)} ${reading.unit}`.trim()
              : `${sign(change.percent)}${formatNumber(Math.abs(change.percent), 1)} %`}
          </b>
          {tone !== "neutral" && <span>{t(`widget.delta.${tone}`)}</span>}
          <span className={classes.before}>
            {t("widget.delta.before", { value: `${earlier?.text ?? ""} ${earlier?.unit ?? ""}`.trim() })}
          </span>
        </p>
      ) : (
        <p className={classes.change}>{t("widget.delta.nothingBefore")}</p>
      )}
      <StateLine reading={reading} showAge={false} />
    </>
  );
}

function sign(value: number): string {
  return value > 0 ? "+" : value < 0 ? "−" : "±";
}
