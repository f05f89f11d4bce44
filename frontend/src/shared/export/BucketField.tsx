import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

export const WIDTHS_S: readonly number[] = [
  10, 60, 300, 600, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000,
];

interface BucketFieldProps {
  label: string;
  /** "raw", "auto" or seconds. */
  value: string;
  change: (value: string) => void;
  /** What stands before the widths. */
  first: readonly ("raw" | "auto")[];
  w?: number;
}

/** "15 min", "6 h", "7 d". */
export function widthText(width_s: number): string {
  if (width_s >= 86_400 && width_s % 86_400 === 0) return `${width_s / 86_400} d`;
  if (width_s >= 3_600 && width_s % 3_600 === 0) return `${width_s / 3_600} h`;
  if (width_s >= 60 && width_s % 60 === 0) return `${width_s / 60} min`;
  return `${width_s} s`;
}

export function BucketField({ label, value, change, first, w }: BucketFieldProps) {
  const { t } = useTranslation("export");
  const own = Number(value) > 0 && !WIDTHS_S.includes(Number(value)) ? [Number(value)] : [];
  return (
    <Select
      label={label}
      allowDeselect={false}
      value={value}
      w={w}
      maxDropdownHeight={420}
      onChange={(next) => next && change(next)}
      data={[
        ...first.map((one) => ({ value: one, label: t(`bucket.${one}`) })),
        ...[...own, ...WIDTHS_S].map((width) => ({
          value: String(width),
          label: t("bucket.width", { width: widthText(width) }),
        })),
      ]}
    />
  );
}
