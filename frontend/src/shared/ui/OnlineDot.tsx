import { useTranslation } from "react-i18next";
import classes from "./OnlineDot.module.css";

/** Filled and "Online", hollow and "Offline": readable without colour. */
export function OnlineDot({ isOnline, isBare = false }: { isOnline: boolean; isBare?: boolean }) {
  const { t } = useTranslation();
  const word = t(isOnline ? "online" : "offline");
  return (
    <span className={classes.state}>
      <span className={`${classes.dot} ${isOnline ? classes.online : ""}`} aria-hidden />
      <span className={isBare ? "visually-hidden" : isOnline ? "" : classes.offlineText}>{word}</span>
    </span>
  );
}
