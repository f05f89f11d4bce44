import { useTranslation } from "react-i18next";
import classes from "./ChartFrame.module.css";

export interface LegendItem {
  key: string;
  name: string;
  color: string;
  /** Already in words of the reader's language. */
  value?: string;
  unit?: string;
  form?: "line" | "box";
  isHidden?: boolean;
}

interface ChartLegendProps {
  items: readonly LegendItem[];
  /** Without it the names stand there to be read only. */
  toggle?: (key: string) => void;
  /** Lines that are seen without scrolling. */
  rows?: number;
}

const ROW_PX = 18;

/** Names, colours and newest values below a chart; pressed, a line goes and comes back. */
export function ChartLegend({ items, toggle, rows }: ChartLegendProps) {
  const { t } = useTranslation("dashboards");
  return (
    <ul className={classes.legend} style={rows ? { maxHeight: rows * ROW_PX } : undefined}>
      {items.map((item) => (
        <li key={item.key}>
          {toggle ? (
            <button
              type="button"
              className={classes.item}
              data-hidden={item.isHidden ?? false}
              aria-pressed={!item.isHidden}
              title={t(item.isHidden ? "chart.show" : "chart.hide", { name: item.name })}
              onClick={() => toggle(item.key)}
            >
              <Entry {...item} />
            </button>
          ) : (
            <span className={classes.item}>
              <Entry {...item} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Entry({ name, color, value, unit, form }: LegendItem) {
  return (
    <>
      <span className={classes.swatch} data-form={form} style={{ background: color }} aria-hidden />
      <span className={classes.name}>{name}</span>
      {value !== undefined && (
        <span className="num">
          {value}
          {unit && <span className="unit">{unit}</span>}
        </span>
      )}
    </>
  );
}
