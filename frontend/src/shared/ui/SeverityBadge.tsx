import { useTranslation } from "react-i18next";
import type { Severity } from "../api/types";
import classes from "./SeverityBadge.module.css";
import { SeverityIcon } from "./SeverityIcon";

interface SeverityBadgeProps {
  severity: Severity;
  isQuiet?: boolean;
}

export function SeverityBadge({ severity, isQuiet = false }: SeverityBadgeProps) {
  const { t } = useTranslation();
  return (
    <span className={`${classes.badge} ${classes[severity]}`}>
      <SeverityIcon severity={severity} isQuiet={isQuiet} />
      {t(`severity.${severity}`)}
    </span>
  );
}
