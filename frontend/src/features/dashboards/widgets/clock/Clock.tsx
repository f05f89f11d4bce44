import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { useNow } from "../../data/clock";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./Clock.module.css";
import { clockIn } from "./clockIn";
import type { fields } from "./index";

export function Clock({ params, title }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t, i18n } = useTranslation("dashboards");
  const now_ms = useNow();
  const time = clockIn(now_ms, { zone: params.zone.trim(), language: i18n.language, hasSeconds: params.showSeconds });
  if (!time) return <EmptyState isSmall text={t("widget.clock.unknownZone", { zone: params.zone })} />;
  return (
    <div className={classes.clock}>
      {params.face === "analog" ? (
        <svg viewBox="-50 -50 100 100" className={classes.face} role="img" aria-label={`${title} ${time.text}`.trim()}>
          <circle r={47} className={classes.rim} />
          {Array.from({ length: 12 }, (_, i) => (
            <line
              // biome-ignore lint/suspicious/noArrayIndexKey: marks on a circle never move.
              key={i}
              y1={-45}
              y2={i % 3 === 0 ? -37 : -41}
              className={classes.mark}
              transform={`rotate(${i * 30})`}
            />
          ))}
          <line y2={-24} className={classes.hour} transform={`rotate(${(time.hour % 12) * 30 + time.minute / 2})`} />
          <line y2={-36} className={classes.minute} transform={`rotate(${time.minute * 6})`} />
          {params.showSeconds && <line y2={-40} className={classes.second} transform={`rotate(${time.second * 6})`} />}
        </svg>
      ) : (
        <time className={classes.time} style={{ "--letters": time.text.length } as never}>
          {time.text}
        </time>
      )}
      {params.showDate && <span className={classes.date}>{time.date}</span>}
      {params.zone && <span className={classes.zone}>{params.zone.split("/").at(-1)?.replaceAll("_", " ")}</span>}
    </div>
  );
}
