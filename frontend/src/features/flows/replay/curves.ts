import type { ReplayCurve, ReplayPair, ReplayResult } from "./queries";

export interface CurveChoice {
  readonly block: string;
  readonly device: number | null;
}

/** Every output of every device of which there is a curve on either side. */
export function choicesOf({ here, there }: ReplayResult): CurveChoice[] {
  const found = new Map<string, CurveChoice>();
  for (const { block, device_id } of [...here.curves, ...(there?.curves ?? [])]) {
    found.set(`${block} ${device_id}`, { block, device: device_id });
  }
  return [...found.values()];
}

/** Where to look first: at a device whose alarms differ, else at the first one. */
export function firstChoice(result: ReplayResult): CurveChoice | undefined {
  const choices = choicesOf(result);
  const differing = new Set(result.alarms.items.filter(({ kind }) => kind !== "same").map((pair) => pair.device_id));
  return choices.find(({ device }) => differing.has(device)) ?? choices[0];
}

export function curveOf(curves: readonly ReplayCurve[] | undefined, choice: CurveChoice): ReplayCurve | undefined {
  return curves?.find(({ block, device_id }) => block === choice.block && device_id === choice.device);
}

export interface Stretch {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** When alarms of a device were raised on one side, inside the range. */
export function raisedOf(
  pairs: readonly ReplayPair[],
  side: "here" | "there",
  { device, start_ms, end_ms }: { device: number | null; start_ms: number; end_ms: number },
): Stretch[] {
  return pairs.flatMap((pair) => {
    const alarm = pair.device_id === device ? pair[side] : null;
    if (!alarm) return [];
    const from_ms = Math.max(alarm.raised_ts, start_ms);
    const to_ms = Math.min(alarm.cleared_ts ?? end_ms, end_ms);
    return to_ms >= from_ms ? [{ from_ms, to_ms }] : [];
  });
}
