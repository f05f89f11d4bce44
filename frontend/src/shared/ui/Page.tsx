import type { ReactNode } from "react";
import classes from "./Page.module.css";

/** Padding and rhythm of an ordinary page. */
export function Page({ children, isNarrow = false }: { children: ReactNode; isNarrow?: boolean }) {
  return <div className={isNarrow ? `${classes.page} ${classes.narrow}` : classes.page}>{children}</div>;
}
