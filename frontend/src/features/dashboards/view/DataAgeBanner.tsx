import { IconClockPause, IconPlugConnectedX } from "@tabler/icons-react";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import { useConnection } from "@/shared/live/useConnection";
import { ageText } from "@/shared/time/format";
import { useNow } from "../data/clock";
import { DashboardDataContext } from "../data/useSources";
import classes from "./DataAgeBanner.module.css";

/** A short loss is normal and not worth a banner. */
const QUIET_MS = 2_000;
/** Three questions without an answer. */
const ASKED_MS = 15_000;

interface DataAgeBannerProps {
  /** The topics of the page. */
  topics: readonly string[];
  /** Nothing else on a wall says that the connection is gone. */
  isKiosk: boolean;
  isLive: boolean;
  /** Without the socket values are asked for: only when that fails too, the connection is gone. */
  asks?: boolean;
}

/** Says that what is seen is old, when nothing new comes any more: nobody looks at each value's age. */
export function DataAgeBanner({ topics, isKiosk, isLive, asks = false }: DataAgeBannerProps) {
  const { t } = useTranslation("dashboards");
  const data = useContext(DashboardDataContext);
  const { state, lost_at, heard_at } = useConnection();
  const now_ms = useNow();
  if (!isLive) return null;
  const isCut = state === "lost" && !(asks && now_ms - heard_at < ASKED_MS);
  if (isCut) {
    if (!(isKiosk || asks) || lost_at === null || now_ms - lost_at < QUIET_MS) return null;
    return (
      <p className={classes.banner} role="status" data-testid="data-age">
        <IconPlugConnectedX size={16} aria-hidden />
        {t("age.lost", { age: ageText(Math.max(0, now_ms - heard_at)) })}
      </p>
    );
  }
  const age_ms = data?.standstill(topics, now_ms) ?? null;
  if (age_ms === null) return null;
  return (
    <p className={classes.banner} role="status" data-testid="data-age">
      <IconClockPause size={16} aria-hidden />
      {t("age.old", { age: ageText(age_ms) })}
    </p>
  );
}
