/** Values are typed as JSON, and whatever is no JSON is a text: `21.5`, `true`, `{"a": 1}`, `open`. */
export function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The other way round. A text that would read as something else is quoted. */
export function writeValue(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value !== "string") return JSON.stringify(value);
  return typeof readValue(value) === "string" ? value : JSON.stringify(value);
}
