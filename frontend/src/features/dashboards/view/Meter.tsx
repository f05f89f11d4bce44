import type { CSSProperties, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../data/format";
import type { Reading } from "../data/reading";
import { type Scale, scaleDecimals } from "../data/scale";

interface MeterProps {
  title: string;
  reading: Reading;
  scale: Scale;
  className?: string;
  style?: CSSProperties;
  viewBox?: string;
  children: ReactNode;
}

/** A picture of how far up its scale a value stands, that says the same to those who do not see it. */
export function Meter({ title, reading, scale, className, style, viewBox, children }: MeterProps) {
  const { t } = useTranslation("dashboards");
  const { number, text, unit } = reading;
  const about = {
    role: "meter",
    "aria-label": title,
    "aria-valuemin": scale.min,
    "aria-valuemax": scale.max,
    "aria-valuenow": number ?? undefined,
    "aria-valuetext": number === null ? t("state.empty") : `${text} ${unit}`.trim(),
    className,
    style,
  };
  return viewBox ? (
    // biome-ignore lint/a11y/noSvgWithoutTitle: its name is the label.
    <svg viewBox={viewBox} {...about}>
      {children}
    </svg>
  ) : (
    <div {...about}>{children}</div>
  );
}

/** The colour of a value: of the rule it fulfils, grey where it cannot be trusted. */
export function colourOf({ condition, rule }: Reading): string {
  if (condition !== "good" && condition !== "uncertain") return "var(--stale)";
  return rule ? `var(--${rule.level})` : "var(--accent)";
}

export function levelOf({ condition, rule }: Reading) {
  return condition === "good" || condition === "uncertain" ? rule?.level : undefined;
}

export function endText(value: number, scale: Scale): string {
  return formatNumber(value, scaleDecimals(scale));
}
