import { formatNumber } from "@/shared/values/format";

const UNITS = ["B", "kB", "MB", "GB"];

/** "0 B", "512 B", "1.5 kB", "32 MB". */
export function bytesText(bytes: number): string {
  const power = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)), UNITS.length - 1);
  const value = bytes / 1024 ** power;
  const tenths = value < 10 && power > 0 ? Math.round(value * 10) / 10 : Math.round(value);
  return `${formatNumber(tenths, Number.isInteger(tenths) ? 0 : 1)} ${UNITS[power]}`;
}
