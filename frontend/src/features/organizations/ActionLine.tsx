import type { ReactNode } from "react";
import classes from "./organizations.module.css";

interface ActionLineProps {
  title: ReactNode;
  help: ReactNode;
  /** The button, where there is something to do. */
  action?: ReactNode;
}

/** A state in words and the button that changes it. */
export function ActionLine({ title, help, action }: ActionLineProps) {
  return (
    <div className={classes.line}>
      <div className={classes.lineText}>
        <p className={classes.lineTitle}>{title}</p>
        <p className={classes.lineHelp}>{help}</p>
      </div>
      {action}
    </div>
  );
}
