import { IconAlertTriangle, IconCircleXFilled } from "@tabler/icons-react";
import classes from "./inspector.module.css";

export function ProblemText({ level, message }: { level: "error" | "warning"; message: string }) {
  const Icon = level === "error" ? IconCircleXFilled : IconAlertTriangle;
  return (
    <p className={level === "error" ? classes.error : classes.warning}>
      <Icon size={14} aria-hidden className={classes.problemIcon} />
      <span>{message}</span>
    </p>
  );
}
