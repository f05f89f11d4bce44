import { useMantineColorScheme } from "@mantine/core";
import { useEffect } from "react";
import type { Me } from "@/shared/api/types";
import { isLanguage, showLanguage } from "@/shared/i18n/i18n";
import { usePreferences } from "@/shared/theme/preferences";
import { showTimesIn } from "@/shared/time/format";

/** What the person chose in another browser holds here too. Answers the time zone that times are shown in. */
export function useAppliedPreferences(me: Me | null | undefined): string {
  const { theme, density, time_zone, language } = me?.user.preferences ?? {};
  const { setColorScheme } = useMantineColorScheme();
  const { setDensity } = usePreferences();
  useEffect(() => {
    if (theme === "light" || theme === "dark" || theme === "auto") setColorScheme(theme);
  }, [theme, setColorScheme]);
  useEffect(() => {
    if (density === "comfortable" || density === "compact") setDensity(density);
  }, [density, setDensity]);
  useEffect(() => {
    if (isLanguage(language)) void showLanguage(language);
  }, [language]);
  const zone = typeof time_zone === "string" ? time_zone : "";
  // Not in an effect: what is drawn below must be drawn with it.
  showTimesIn(zone);
  return zone;
}
