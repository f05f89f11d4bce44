import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./EmptyState.module.css";

interface EmptyStateProps {
  icon?: Icon;
  /** One sentence on what belongs here. */
  text: ReactNode;
  /** The button that makes it. */
  action?: ReactNode;
  /** For cards and widgets. */
  isSmall?: boolean;
}

export function EmptyState({ icon: Glyph, text, action, isSmall = false }: EmptyStateProps) {
  return (
    <div className={isSmall ? `${classes.empty} ${classes.small}` : classes.empty}>
      {Glyph && <Glyph size={isSmall ? 20 : 32} stroke={1.4} aria-hidden />}
      <p className={classes.text}>{text}</p>
      {action}
    </div>
  );
}
