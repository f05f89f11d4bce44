import { Button, Progress } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { notifyError } from "@/shared/notify/notify";
import { cancelReplay, type Replay, replayQuery } from "./queries";
import classes from "./replay.module.css";

/** How far it is, and the way out. */
export function ReplayProgress({ flowId, replay }: { flowId: number; replay: Replay }) {
  const { t } = useTranslation("flows");
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => cancelReplay(flowId, replay.id),
    onError: notifyError,
    onSettled: () => queryClient.invalidateQueries({ queryKey: replayQuery(flowId, replay.id).queryKey }),
  });
  const percent = Math.round(replay.progress * 100);
  return (
    <div className={classes.progress} data-testid="replay-progress">
      <div className={classes.progressText}>
        <span>{replay.status === "waiting" ? t("replay.waiting") : t("replay.running", { percent })}</span>
        <Button size="compact-sm" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t("replay.cancel")}
        </Button>
      </div>
      <Progress value={percent} aria-label={t("replay.progress")} />
    </div>
  );
}
