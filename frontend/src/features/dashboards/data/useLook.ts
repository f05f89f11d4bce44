import { useMemo } from "react";
import type { Binding, Widget } from "../document/dashboardDocument";
import { type Look, lookOf, NO_LOOK, readLook } from "../document/look";
import { useSources } from "./useSources";

const NONE: readonly Binding[] = [];

/** How the data flow has the widget look now. */
export function useLook(widget: Widget): Look {
  const wired = useMemo(() => lookOf(widget), [widget]);
  const bindings = useMemo(() => (wired ? [wired.binding] : NONE), [wired]);
  const [source] = useSources(bindings);
  const raw = source?.latest?.value;
  return useMemo(() => (wired ? readLook(raw, wired.inputs) : NO_LOOK), [wired, raw]);
}
