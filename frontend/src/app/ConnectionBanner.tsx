import { IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useConnection } from "@/shared/live/useConnection";
import { ageText } from "@/shared/time/format";
import { useNow } from "@/shared/time/useNow";
import classes from "./ConnectionBanner.module.css";

/** A short loss is normal (a laptop changes its network) and not worth a banner. */
const QUIET_MS = 2_000;

export function ConnectionBanner() {
  const { state, lost_at, heard_at } = useConnection();
  const { t } = useTranslation();
  const now = useNow(state === "lost" ? 1_000 : null);
  if (state !== "lost" || lost_at === null || now - lost_at < QUIET_MS) return null;
  const age = ageText(now - heard_at);
  const text =
    heard_at === 0
      ? t("connection.lost_never")
      : t(navigator.onLine ? "connection.lost" : "connection.offline", { age });
  return (
    <div className={classes.banner} role="status">
      <IconPlugConnectedX size={16} aria-hidden />
      {text}
    </div>
  );
}
