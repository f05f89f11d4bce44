import { shownReading, type Writing } from "./shownReading";
import type { Source } from "./source";

/** Puts values into a text: `{{1}}` is the first source with its unit, `{{1.name}}`, `{{1.device}}` and `{{1.value}}` parts of it. */
export function fillReadings(
  text: string,
  sources: readonly Source[],
  writing: Writing,
  now_ms: number,
  written: (text: string) => string = (plain) => plain,
): string {
  return text.replace(
    /\{\{\s*(\d{1,2})(?:\.(name|device|value|unit))?\s*\}\}/g,
    (whole, place: string, part?: string) => {
      const source = sources[Number(place) - 1];
      if (!source) return whole;
      if (part === "name") return written(source.label);
      if (part === "device") return written(source.info.device);
      const { text: value, unit } = shownReading(source, writing, [], now_ms);
      if (part === "unit") return written(unit);
      return written(part === "value" || !unit ? value : `${value} ${unit}`);
    },
  );
}

const WORD_JOINER = "\u2060";

/** What a device says must not become a heading or a link; bare addresses are kept from it by a sign that nobody sees. */
export function markdownEscaped(text: string): string {
  const bare = text
    .replaceAll("://", `:${WORD_JOINER}//`)
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}${WORD_JOINER}.`);
  return bare.replace(/[\\`*_{}[\]()<>#+\-.!|~]/g, "\\$&");
}
