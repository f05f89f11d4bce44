import type { ReactNode } from "react";
import classes from "./PropertyPanel.module.css";

/** What is rarely changed stands behind its heading. */
export function FoldedSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className={classes.fold}>
      <summary>{title}</summary>
      <div className={classes.folded}>{children}</div>
    </details>
  );
}
