import type { SampleValue } from "@/shared/api/types";

export type ColorForm = "hex" | "rgb" | "number";

/** Any of the forms in which devices speak of colours, as `#rrggbb`; null for what is none. */
export function hexOf(value: SampleValue | undefined): string | null {
  if (typeof value === "string") {
    if (/^#[0-9a-f]{6}$/i.test(value)) return value.toLowerCase();
    return value.startsWith("[") ? hexOf(parsed(value)) : null;
  }
  if (typeof value === "number") {
    return Number.isInteger(value) && value >= 0 && value <= 0xffffff
      ? `#${value.toString(16).padStart(6, "0")}`
      : null;
  }
  if (!Array.isArray(value) || value.length !== 3 || !value.every(isByte)) return null;
  return `#${value.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function isByte(part: unknown): part is number {
  return Number.isInteger(part) && Number(part) >= 0 && Number(part) <= 255;
}

export function sentAs(hex: string, form: ColorForm): string | number | number[] {
  const number = Number.parseInt(hex.slice(1), 16);
  if (form === "number") return number;
  return form === "rgb" ? [number >> 16, (number >> 8) & 255, number & 255] : hex.toLowerCase();
}

function parsed(text: string): SampleValue {
  try {
    return JSON.parse(text) as SampleValue; // JSON is what samples may hold
  } catch {
    return null;
  }
}
