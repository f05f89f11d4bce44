import { timeLocale } from "@/shared/i18n/i18n";
import { useNow } from "@/shared/time/useNow";

const MINUTE_MS = 60_000;

/** A time zone with what the clock there says now. */
export function LocalTime({ zone }: { zone: string }) {
  const now = useNow(MINUTE_MS);
  const clock = new Intl.DateTimeFormat(timeLocale(), { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(
    now,
  );
  return (
    <span className="num">
      {zone} · {clock}
    </span>
  );
}
