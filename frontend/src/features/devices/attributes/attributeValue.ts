/** A lasting fact is a text, a number, or a yes or no. */
export type AttributeValue = string | number | boolean;

export type AttributeType = "text" | "number" | "switch";

export function typeOf(value: unknown): AttributeType {
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "switch" : "text";
}

/** What was typed, as the chosen type; null when it is not of it. */
export function readAttribute(type: AttributeType, text: string): AttributeValue | null {
  const trimmed = text.trim();
  if (type === "switch") return trimmed === "true";
  if (type === "text") return trimmed;
  const number = Number(trimmed);
  return trimmed !== "" && Number.isFinite(number) ? number : null;
}

/** A value that comes from elsewhere may be anything. */
export function attributeText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
