import type { Severity } from "../api/types";

/** Each severity has a shape of its own, so that colour is never alone. */
const SHAPES: Record<Severity, string> = {
  critical: "M2 2h12v12H2z",
  major: "M8 1.5 15 14H1z",
  minor: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z",
  warning: "M8 1l7 7-7 7-7-7z",
};

interface SeverityIconProps {
  severity: Severity;
  size?: number;
  /** Only the outline: somebody has taken notice, or it is over. */
  isQuiet?: boolean;
  label?: string;
}

export function SeverityIcon({ severity, size = 14, isQuiet = false, label }: SeverityIconProps) {
  const color = `var(--${severity})`;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      style={{ flex: "none" }}
    >
      <path
        d={SHAPES[severity]}
        fill={isQuiet ? "none" : color}
        stroke={color}
        strokeWidth={1.8}
        strokeLinejoin="round"
      />
    </svg>
  );
}
