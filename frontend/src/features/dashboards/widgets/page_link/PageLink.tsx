import {
  IconArrowRight,
  IconBell,
  IconChartLine,
  IconCpu,
  IconLayoutDashboard,
  IconMap,
  IconTool,
} from "@tabler/icons-react";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import { useNow } from "../../data/clock";
import { shownReading } from "../../data/shownReading";
import { PublicPlaceContext } from "../../public/publicPlace";
import { levelOf } from "../../view/Meter";
import looks from "../../view/reading.module.css";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./PageLink.module.css";

const ICONS = {
  arrow: IconArrowRight,
  dashboard: IconLayoutDashboard,
  device: IconCpu,
  chart: IconChartLine,
  alarm: IconBell,
  map: IconMap,
  tool: IconTool,
  none: null,
} as const;

export function PageLink({ params, rules, sources, page, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const reading = shownReading(sources[0], params, rules, useNow());
  // Who looks from outside is told nothing of places that are closed to them.
  const isPlain = useContext(PublicPlaceContext) !== null && !page?.link;
  const Icon = isPlain ? null : ICONS[params.icon];
  const level = levelOf(reading);
  const inside = (
    <>
      {Icon && <Icon size={22} stroke={1.6} aria-hidden className={classes.icon} />}
      <span className={classes.text} dir="auto">
        {params.text || title || t("widget.page_link.title")}
      </span>
      {sources[0] && params.showValue && (
        <span className={`${classes.value} ${looks.reading}`} data-condition={reading.condition} data-level={level}>
          {level && <SeverityIcon severity={level} size={11} label={t(`level.${level}`)} />}
          {reading.text}
          {reading.unit && <span className="unit">{reading.unit}</span>}
        </span>
      )}
    </>
  );
  const link = page?.link;
  if (!link) {
    const isDead = page !== null && !isPlain;
    return (
      <span className={classes.tile} data-dead={isDead} title={isDead ? t("widget.page_link.nowhere") : undefined}>
        {inside}
      </span>
    );
  }
  return link.isExternal ? (
    <a href={link.href} className={classes.tile} target="_blank" rel="noreferrer noopener">
      {inside}
    </a>
  ) : (
    <Link to={link.href} className={classes.tile}>
      {inside}
    </Link>
  );
}
