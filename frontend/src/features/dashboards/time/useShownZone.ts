import { useEffect, useRef } from "react";
import { chosenTimeZone, showTimesIn } from "@/shared/time/format";

/**
 * Shows all times of the page as they are in the dashboard's zone, while it is open. It must be known before anything
 * below is drawn, so it is set while rendering; setting it again is no change.
 */
export function useShownZone(zone: string): void {
  const before = useRef<string | null>(null);
  before.current ??= chosenTimeZone();
  showTimesIn(zone || before.current);
  useEffect(
    () => () => {
      showTimesIn(before.current ?? "");
    },
    [],
  );
}
