import { type RefObject, useEffect } from "react";

/** A menu that opens by itself takes the keyboard: the first entry has the focus as soon as there is one. */
export function useFirstItem(menu: RefObject<HTMLElement | null>, isThere: boolean): void {
  useEffect(() => {
    if (!isThere) return;
    // The menu finds its place first, and hides what it holds until then.
    const timer = setTimeout(() => {
      menu.current?.querySelector<HTMLElement>('[role="menuitem"]:not([data-disabled])')?.focus();
    }, 20);
    return () => clearTimeout(timer);
  }, [menu, isThere]);
}
