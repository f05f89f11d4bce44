import { IconAlertTriangle, IconCloudCheck, IconCloudUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { ageText } from "@/shared/time/format";
import { useNow } from "@/shared/time/useNow";
import type { DraftKeeper } from "./draftKeeper";
import classes from "./editor.module.css";

/** "Saved 3 s ago", so that nobody wonders. */
export function SaveStatus({ keeper }: { keeper: DraftKeeper }) {
  const { t } = useTranslation("flows");
  const { status, savedAt, message } = useStore(keeper.state);
  const now = useNow(status === "saved" && savedAt !== null ? 1_000 : null);
  if (status === "failed" || status === "conflict") {
    return (
      <span className={classes.saveFailed} role="alert" title={message}>
        <IconAlertTriangle size={14} aria-hidden /> {t(`save.${status}`)}
      </span>
    );
  }
  if (status !== "saved") {
    return (
      <span className={classes.saveState}>
        <IconCloudUp size={14} aria-hidden /> {t("save.saving")}
      </span>
    );
  }
  const age_ms = savedAt === null ? null : now - savedAt;
  return (
    <span className={classes.saveState} data-testid="save-state">
      <IconCloudCheck size={14} aria-hidden />
      {age_ms === null || age_ms < 1_000 ? t("save.saved") : t("save.saved_ago", { age: ageText(age_ms) })}
    </span>
  );
}
