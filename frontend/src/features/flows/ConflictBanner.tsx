import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { DraftKeeper } from "./draftKeeper";
import { useEditor } from "./EditorContext";
import classes from "./editor.module.css";
import { changesBetween } from "./graph/changes";

/** Two people at once: who, what, and the two ways out. Nothing is lost on either. */
export function ConflictBanner({ keeper }: { keeper: DraftKeeper }) {
  const { t } = useTranslation("flows");
  const { newer } = useStore(keeper.state);
  const document = useEditor((state) => state.scene.document);
  if (!newer) return null;
  const { count } = changesBetween(newer.document, document);
  return (
    <div className={classes.conflict} role="alert">
      <span className={classes.conflictText}>{t("conflict.text", { author: newer.author, count })}</span>
      <Button size="compact-sm" variant="default" onClick={() => keeper.takeTheirs()}>
        {t("conflict.theirs", { author: newer.author })}
      </Button>
      <Button size="compact-sm" color="orange" onClick={() => void keeper.keepOurs()}>
        {t("conflict.ours")}
      </Button>
    </div>
  );
}
