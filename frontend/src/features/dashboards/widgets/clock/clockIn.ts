interface Options {
  /** Empty is the viewer's own. */
  zone: string;
  language: string;
  hasSeconds: boolean;
}

/** The time at a place; null for a place that nobody knows. */
export function clockIn(at_ms: number, { zone, language, hasSeconds }: Options) {
  const timeZone = zone || undefined;
  try {
    const locale = language === "en" ? "en-GB" : language;
    const parts = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    }).formatToParts(at_ms);
    const numberOf = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
    return {
      hour: numberOf("hour"),
      minute: numberOf("minute"),
      second: numberOf("second"),
      text: new Intl.DateTimeFormat(locale, {
        timeZone,
        hour: "2-digit",
        minute: "2-digit",
        ...(hasSeconds ? { second: "2-digit" } : {}),
      }).format(at_ms),
      date: new Intl.DateTimeFormat(locale, { timeZone, weekday: "short", day: "numeric", month: "long" }).format(
        at_ms,
      ),
    };
  } catch {
    return null;
  }
}
