import { useMediaQuery } from "@mantine/hooks";

/** The one width at which tables become lists and the rail moves to the bottom. */
export function useIsPhone(): boolean {
  return useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false }) ?? false;
}
