import { Group, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type DataRange, PERIODS } from "./types";

const QUICK = ["1h", "6h", "24h", "7d", "30d", "90d", "365d"] as const;
const OWN = "own";

interface RangeFieldProps {
  range: DataRange;
  change: (range: DataRange) => void;
  /** A schedule only takes ranges that move with the clock. */
  isRelative?: boolean;
  label?: string;
  error?: string | null;
}

function keyOf(range: DataRange): string {
  if (range.period) return `p:${range.period}`;
  const span = QUICK.find((one) => range.from === `now-${one}`);
  return span && range.to === "now" ? `q:${span}` : OWN;
}

/** A stretch of time: the last hours or days, a whole week or month, or two times of one's own. */
export function RangeField({ range, change, isRelative = false, label, error }: RangeFieldProps) {
  const { t } = useTranslation("export");
  const key = keyOf(range);
  const choose = (next: string | null) => {
    if (!next) return;
    if (next.startsWith("p:")) {
      const period = PERIODS.find((one) => one === next.slice(2)) ?? null;
      change({ period, from: "now-24h", to: "now" });
    } else if (next.startsWith("q:")) change({ period: null, from: `now-${next.slice(2)}`, to: "now" });
    else change({ period: null, from: wallText(Date.now() - 86_400_000), to: wallText(Date.now()) });
  };
  return (
    <Group gap="sm" align="flex-end" wrap="wrap">
      <Select
        label={label ?? t("range.label")}
        allowDeselect={false}
        value={key}
        onChange={choose}
        error={error}
        w={190}
        maxDropdownHeight={420}
        data={[
          {
            group: t("range.until_now"),
            items: QUICK.map((one) => ({ value: `q:${one}`, label: t(`range.quick.${one}`) })),
          },
          {
            group: t("range.calendar"),
            items: PERIODS.map((one) => ({ value: `p:${one}`, label: t(`range.period.${one}`) })),
          },
          ...(isRelative && key !== OWN
            ? []
            : [{ group: t("range.other"), items: [{ value: OWN, label: t("range.own") }] }]),
        ]}
      />
      {key === OWN && (
        <>
          <TextInput
            type="datetime-local"
            step={1}
            label={t("range.from")}
            value={wallOf(range.from)}
            onChange={(event) => event.currentTarget.value && change({ ...range, from: event.currentTarget.value })}
          />
          <TextInput
            type="datetime-local"
            step={1}
            label={t("range.to")}
            value={wallOf(range.to)}
            onChange={(event) => event.currentTarget.value && change({ ...range, to: event.currentTarget.value })}
          />
        </>
      )}
    </Group>
  );
}

/** A moment as the browser's calendar writes it: without a zone, for that of the export stands beside it. */
export function wallText(at_ms: number): string {
  return new Date(at_ms - new Date(at_ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function wallOf(text: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return text;
  const at = Date.parse(text);
  return Number.isNaN(at) ? "" : wallText(at);
}
