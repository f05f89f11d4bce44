/** Moves labels apart until none lies on another, each as near to its own place as that allows. */
export function spreadLabels(places: readonly number[], gap: number, from: number, to: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const spread = [...places];
  let floor = from;
  for (const i of order) {
    spread[i] = Math.max(spread[i] ?? 0, floor);
    floor = (spread[i] ?? 0) + gap;
  }
  let ceiling = to;
  for (const i of order.reverse()) {
    spread[i] = Math.min(spread[i] ?? 0, ceiling);
    ceiling = (spread[i] ?? 0) - gap;
  }
  return spread;
}
