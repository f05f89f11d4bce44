import { Drawer, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import type { DraftKeeper } from "../draftKeeper";
import { useOpenEditor, useView } from "../EditorContext";
import type { Flow } from "../types";
import { isOpen, lastReplayQuery, replayQuery } from "./queries";
import { ReplayForm } from "./ReplayForm";
import { ReplayProgress } from "./ReplayProgress";
import { ReplayResultView } from "./ReplayResultView";
import classes from "./replay.module.css";

interface ReplayDrawerProps {
  flow: Flow;
  keeper: DraftKeeper;
  /** The revision that is shown instead of the draft: it is the one that is replayed. */
  revision: number | null;
}

/** The flow over stored history, beside what runs: before anything is deployed. */
export function ReplayDrawer(props: ReplayDrawerProps) {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  const isShown = useView((state) => state.isReplayOpen);
  return (
    <Drawer
      opened={isShown}
      onClose={() => view.setState({ isReplayOpen: false })}
      position="right"
      size="min(880px, 100%)"
      title={t("replay.title")}
      data-testid="replay"
    >
      {isShown && <ReplayBody {...props} />}
    </Drawer>
  );
}

function ReplayBody({ flow, keeper, revision }: ReplayDrawerProps) {
  const { t } = useTranslation("flows");
  const last = useQuery(lastReplayQuery(flow.id));
  const [startedId, setStartedId] = useState<number | null>(null);
  const id = startedId ?? last.data?.id ?? null;
  const shown = useQuery({ ...replayQuery(flow.id, id ?? 0), enabled: id !== null });
  const error = last.error ?? shown.error;
  return (
    <div className={classes.body}>
      <p className={classes.intro}>{t("replay.intro")}</p>
      <ReplayForm
        flow={flow}
        keeper={keeper}
        revision={revision}
        isBusy={shown.data ? isOpen(shown.data) : false}
        started={setStartedId}
      />
      {error ? (
        <ErrorState error={error} retry={() => Promise.all([last.refetch(), shown.refetch()])} isSmall />
      ) : last.data === null && id === null ? (
        <EmptyState isSmall text={t("replay.empty")} />
      ) : !shown.data ? (
        <Skeleton height={180} />
      ) : isOpen(shown.data) ? (
        <ReplayProgress flowId={flow.id} replay={shown.data} />
      ) : (
        <ReplayResultView key={shown.data.id} replay={shown.data} />
      )}
    </div>
  );
}
