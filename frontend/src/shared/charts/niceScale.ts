import { MAX_TICKS } from "./chartTemplate";

export interface Scale {
  low: number;
  high: number;
  ticks: number[];
  /** Decimals that tell neighbouring ticks apart. */
  decimals: number;
}

interface Bounds {
  low: number;
  high: number;
  /** Ends that somebody has set are kept to the digit. */
  fixedLow?: number | null;
  fixedHigh?: number | null;
}

/** A value axis with round numbers on it, never more than five. */
export function niceScale({ low, high, fixedLow = null, fixedHigh = null }: Bounds): Scale {
  let bottom = fixedLow ?? low;
  let top = fixedHigh ?? high;
  if (!(bottom < top)) {
    const room = Math.max(Math.abs(bottom) * 0.1, 1);
    if (fixedLow === null) bottom -= room;
    if (fixedHigh === null || bottom >= top) top = Math.max(top, bottom) + room;
  }
  // Rounding outwards may take one tick too many; then the next larger step does it.
  let step = niceStep((top - bottom) / (MAX_TICKS - 1));
  let scale = scaleWith(step, bottom, top, fixedLow, fixedHigh);
  while (scale.ticks.length > MAX_TICKS) {
    step = niceStep(step * 1.01);
    scale = scaleWith(step, bottom, top, fixedLow, fixedHigh);
  }
  return scale;
}

function scaleWith(step: number, low: number, high: number, fixedLow: number | null, fixedHigh: number | null): Scale {
  const bottom = fixedLow ?? Math.floor(low / step + 1e-9) * step;
  const top = fixedHigh ?? Math.ceil(high / step - 1e-9) * step;
  const ticks: number[] = [];
  for (let i = Math.ceil(bottom / step - 1e-9); i * step <= top + step * 1e-9; i += 1) ticks.push(clean(i * step));
  return { low: clean(bottom), high: clean(top), ticks, decimals: decimalsOf(step) };
}

/** The next larger of 1, 2, 2.5, 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate >= rough / power - 1e-9) ?? 10;
  return factor * power;
}

function decimalsOf(step: number): number {
  let decimals = 0;
  while (decimals < 12 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6) decimals += 1;
  return decimals;
}

function clean(value: number): number {
  return Number(value.toPrecision(12));
}
