import { useTranslation } from "react-i18next";
import { formatNumber } from "@/shared/values/format";
import type { TreeItem } from "../types";
import classes from "./view.module.css";

const SHOWN = ["organizations", "sites", "devices", "online", "alarms"] as const;

/** How much stands below, in large figures. */
export function Figures({ item }: { item: TreeItem }) {
  const { t } = useTranslation("resources");
  const figures = SHOWN.flatMap((name) => {
    const count = item.counts[name];
    return count === null || count === undefined ? [] : [{ name, count }];
  });
  if (figures.length === 0) return null;
  return (
    <dl className={classes.figures}>
      {figures.map(({ name, count }) => (
        <div key={name}>
          <dt>{t(`counted.${name}`, { count })}</dt>
          <dd className="num">{formatNumber(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
