import { useMantineColorScheme } from "@mantine/core";
import { useEffect } from "react";
import type { Me } from "@/shared/api/types";
import { usePreferences } from "@/shared/theme/preferences";
import { showTimesIn } from "@/shared/time/format";

/** What the person chose in another browser holds here too. Answers the time zone that times are shown in. */
export function useAppliedPreferences(me: Me | null | undefined): string {
  const { theme, density, time_zone } = me?.user.preferences ?? {};
  const { setColorScheme } = useMantineColorScheme();
  const { setDensity } = usePreferences();
  useEffect(() => {
    if (theme === "light" || theme === "dark" || theme === "auto") setColorScheme(theme);
  }, [theme, setColorScheme]);
  useEffect(() => {
    if (density === "comfortable" || density === "compact") setDensity(density);
  }, [density, setDensity]);
  const zone = typeof time_zone === "string" ? time_zone : "";
  // Not in an effect: what is drawn below must be drawn with it.
  showTimesIn(zone);
  return zone;
}
