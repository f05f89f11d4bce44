import type { ReactNode } from "react";
import classes from "./ActionLine.module.css";

interface ActionLineProps {
  title: ReactNode;
  help: ReactNode;
  /** The button, where there is something to do. */
  action?: ReactNode;
  /** Belongs to the line above. */
  isBelow?: boolean;
}

/** A state in words and the button that changes it. */
export function ActionLine({ title, help, action, isBelow = false }: ActionLineProps) {
  return (
    <div className={isBelow ? `${classes.line} ${classes.below}` : classes.line}>
      <div className={classes.text}>
        <div className={classes.title}>{title}</div>
        <div className={classes.help}>{help}</div>
      </div>
      {action}
    </div>
  );
}
