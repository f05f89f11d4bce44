import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ageText, asDate, fullTime, shortTime, type TimeLike } from "./format";
import { useNow } from "./useNow";

interface TimeTextProps {
  time: TimeLike | null | undefined;
  /** "12 min ago" instead of the clock. */
  isAge?: boolean;
  /** What to show without a time. */
  missing?: string;
}

/** A short time; the full one waits in the tooltip. */
export function TimeText({ time, isAge = false, missing = "–" }: TimeTextProps) {
  const { t } = useTranslation();
  const now = useNow(isAge && time ? 1_000 : null);
  if (time === null || time === undefined) return <span>{missing}</span>;
  const at = asDate(time);
  const age_ms = now - at.getTime();
  // A clock that is ahead of ours by a moment still reads as "now".
  const text = isAge ? (age_ms < 2_000 ? t("just_now") : t("ago", { age: ageText(age_ms) })) : shortTime(at, now);
  return (
    <Tooltip label={fullTime(at)}>
      <time dateTime={at.toISOString()} className="num">
        {text}
      </time>
    </Tooltip>
  );
}
