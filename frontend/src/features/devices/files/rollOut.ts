import type { components } from "@/shared/api/schema";

export type RollOut = components["schemas"]["RollOutOut"];

/** From the least to the farthest; failures stand last, where they are seen. */
export const STEPS = ["waiting", "notified", "downloading", "downloaded", "applied", "failed"] as const;
export type Step = (typeof STEPS)[number];

/** Nothing will happen any more unless somebody does something. */
export function isOver(rollOut: RollOut): boolean {
  return rollOut.applied + rollOut.failed >= rollOut.total;
}

/** Parts of the bar in percent; what is there at all stays visible however small it is. */
export function shares(rollOut: RollOut): { step: Step; count: number; percent: number }[] {
  const present = STEPS.map((step) => ({ step, count: rollOut[step] })).filter(({ count }) => count > 0);
  const LEAST = 1.5;
  const raw = present.map((part) => ({ ...part, percent: Math.max(LEAST, (100 * part.count) / rollOut.total) }));
  const sum = raw.reduce((total, { percent }) => total + percent, 0);
  return raw.map((part) => ({ ...part, percent: (100 * part.percent) / sum }));
}
