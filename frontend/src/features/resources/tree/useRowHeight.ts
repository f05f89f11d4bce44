import { useMemo } from "react";
import { usePreferences } from "@/shared/theme/preferences";
import { useIsPhone } from "@/shared/ui/useIsPhone";

const USUAL = 36;

/** The theme's height of a row as a number: a virtual list has to know it before it draws. */
export function useRowHeight(): number {
  const density = usePreferences((preferences) => preferences.density);
  const isPhone = useIsPhone();
  // biome-ignore lint/correctness/useExhaustiveDependencies: both change the token that is read here.
  return useMemo(() => {
    const read = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row-height"));
    return read > 0 ? read : USUAL;
  }, [density, isPhone]);
}
