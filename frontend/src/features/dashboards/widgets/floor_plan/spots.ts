import type { Source } from "../../data/source";
import type { ParamsOf } from "../params";
import type { spot } from "./index";

type Spot = ParamsOf<typeof spot>;

/** Each source at its spots; who has none stands along the top, so that nothing that is bound gets lost. */
export function spotsOf(
  spots: readonly Spot[],
  sources: readonly Source[],
): (Omit<Spot, "source"> & { source: Source })[] {
  const placed = spots.flatMap(({ source: number, ...rest }) => {
    const source = sources[number - 1];
    return source ? [{ ...rest, source }] : [];
  });
  const lost = sources.filter((source) => !placed.some((one) => one.source === source));
  return [
    ...placed,
    ...lost.map((source, at) => ({
      source,
      x: (100 * (at + 1)) / (lost.length + 1),
      y: 6,
      look: "both" as const,
      label: "",
    })),
  ];
}
