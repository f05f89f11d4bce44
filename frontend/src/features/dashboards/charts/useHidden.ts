import { useCallback, useState } from "react";

/** Which lines of a chart are switched off in its legend, for as long as the page is open. */
export function useHidden() {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (key: string) =>
      setHidden((known) => {
        const next = new Set(known);
        if (!next.delete(key)) next.add(key);
        return next;
      }),
    [],
  );
  return { hidden, toggle };
}
