/** Degrees of the dial, clockwise from straight up: it opens downwards. */
export const START = -120;
export const SWEEP = 240;

/** A piece of a circle around (0, 0) from one fraction of the dial to another. */
export function arc(radius: number, from: number, to: number): string {
  const start = pointAt(radius, from);
  const end = pointAt(radius, to);
  const isLarge = (to - from) * SWEEP > 180 ? 1 : 0;
  return `M${start.x} ${start.y}A${radius} ${radius} 0 ${isLarge} 1 ${end.x} ${end.y}`;
}

export function pointAt(radius: number, fraction: number): { x: number; y: number } {
  const angle = ((START + fraction * SWEEP - 90) * Math.PI) / 180;
  return { x: round(radius * Math.cos(angle)), y: round(radius * Math.sin(angle)) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
