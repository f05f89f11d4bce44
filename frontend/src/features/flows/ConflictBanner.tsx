import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { notify, notifyError } from "@/shared/notify/notify";
import { MergeDialog } from "./differences/MergeDialog";
import type { DraftKeeper } from "./draftKeeper";
import { useEditor } from "./EditorContext";
import classes from "./editor.module.css";
import { changesBetween } from "./graph/changes";
import type { FlowDocument } from "./graph/document";

interface ConflictBannerProps {
  keeper: DraftKeeper;
  /** Keeps the document as something of its own. */
  copy: (document: FlowDocument) => Promise<{ readonly name: string }>;
}

/** Two people at once: who, what, and the ways out. Nothing is lost on any of them. */
export function ConflictBanner({ keeper, copy }: ConflictBannerProps) {
  const { t } = useTranslation("flows");
  const { newer } = useStore(keeper.state);
  const document = useEditor((state) => state.scene.document);
  const [isMerging, setMerging] = useState(false);
  const keepCopy = useMutation({
    mutationFn: () => copy(document),
    onSuccess: ({ name }) => {
      keeper.takeTheirs();
      notify(t("conflict.copied", { name }));
    },
    onError: notifyError,
  });
  if (!newer) return null;
  const { count } = changesBetween(newer.document, document);
  return (
    <div className={classes.conflict} role="alert">
      <span className={classes.conflictText}>{t("conflict.text", { author: newer.author, count })}</span>
      <Button size="compact-sm" variant="default" onClick={() => keeper.takeTheirs()}>
        {t("conflict.theirs", { author: newer.author })}
      </Button>
      <Button size="compact-sm" variant="default" loading={keepCopy.isPending} onClick={() => keepCopy.mutate()}>
        {t("conflict.copy")}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => void keeper.keepOurs()}>
        {t("conflict.ours")}
      </Button>
      <Button size="compact-sm" onClick={() => setMerging(true)} data-testid="merge">
        {t("merge.action")}
      </Button>
      <MergeDialog
        base={keeper.base}
        theirs={newer.document}
        mine={document}
        author={newer.author}
        isOpen={isMerging}
        close={() => setMerging(false)}
        use={(merged) => {
          setMerging(false);
          void keeper.keepBoth(merged);
        }}
      />
    </div>
  );
}
