import { IconAlertTriangle, IconClockPause, IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ageText, fullTime } from "@/shared/time/format";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import { useNow } from "../../data/clock";
import { readingOf } from "../../data/reading";
import type { Source } from "../../data/source";
import type { Rule } from "../../document/dashboardDocument";
import looks from "../../view/reading.module.css";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./LatestTable.module.css";

export function LatestTable({ params, rules, sources, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} tabIndex={0} aria-label={title}>
      <table className={classes.table}>
        <thead>
          <tr>
            {params.showDevice && <th className={classes.device}>{t("widget.latest_table.device")}</th>}
            <th>{t("widget.latest_table.metric")}</th>
            <th className={classes.value}>{t("widget.latest_table.value")}</th>
            <th className={classes.age}>{t("widget.latest_table.age")}</th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <Row
              key={source.info.topic}
              source={source}
              rules={rules}
              decimals={params.decimals}
              showDevice={params.showDevice}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  source: Source;
  rules: readonly Rule[];
  decimals: number;
  showDevice: boolean;
}

function Row({ source, rules, decimals, showDevice }: RowProps) {
  const { t } = useTranslation("dashboards");
  const reading = readingOf(source, { decimals, unit: "" }, rules, useNow());
  const { condition, rule, age_ms, at_ms } = reading;
  if (condition === "missing") {
    return (
      <tr className={classes.missing}>
        <td colSpan={showDevice ? 4 : 3}>
          <IconLock size={13} aria-hidden /> {t("state.missing")}
        </td>
      </tr>
    );
  }
  return (
    <tr data-condition={condition}>
      {showDevice && <td className={classes.device}>{source.info.device}</td>}
      <td className={classes.metric} title={source.label}>
        {source.label}
      </td>
      <td className={`${classes.value} ${condition === "bad" ? "bad-quality" : ""}`}>
        {condition === "bad" && <IconAlertTriangle size={13} aria-label={t("state.bad")} className={classes.mark} />}
        {rule && (
          <span className={classes.mark} title={rule.text || t(`level.${rule.level}`)}>
            <SeverityIcon severity={rule.level} size={11} />
          </span>
        )}
        <span className={looks.reading} data-condition={condition} data-level={rule?.level}>
          {reading.text}
        </span>
        {reading.unit && <span className="unit">{reading.unit}</span>}
      </td>
      <td className={classes.age} title={at_ms === null ? undefined : fullTime(at_ms)}>
        {condition === "stale" && <IconClockPause size={13} aria-label={t("state.stale")} className={classes.mark} />}
        {age_ms === null ? "" : age_ms < 2000 ? t("state.now") : ageText(age_ms)}
      </td>
    </tr>
  );
}
