import { useMemo } from "react";
import { shownSource } from "../data/shownSource";
import type { Source } from "../data/source";

/** The sources that can be drawn, in the unit that the widget asks for, and that unit if not all can have it. */
export function useShownSources(bound: readonly Source[], unit: string) {
  return useMemo(() => {
    const shown = bound.filter(({ info }) => info.state === "ok").map((source) => shownSource(source, unit));
    return {
      sources: shown.map(({ source }) => source),
      refused: shown.find(({ refusedUnit }) => refusedUnit)?.refusedUnit ?? null,
    };
  }, [bound, unit]);
}
