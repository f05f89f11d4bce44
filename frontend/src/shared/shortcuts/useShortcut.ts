import { useEffect, useRef } from "react";
import { register, type Shortcut } from "./shortcuts";

interface Options extends Pick<Shortcut, "worksInFields" | "isSilent"> {
  label: string;
  group?: string;
  isEnabled?: boolean;
}

/** `useShortcut("mod+s", save, { label: t("save") })` for as long as the component is shown. */
export function useShortcut(keys: string, run: (event: KeyboardEvent) => void, options: Options): void {
  const { label, group = "", isEnabled = true, worksInFields, isSilent } = options;
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!isEnabled) return;
    return register({ keys, label, group, worksInFields, isSilent, run: (event) => latest.current(event) });
  }, [keys, label, group, isEnabled, worksInFields, isSilent]);
}
