import { Badge, Button, Drawer, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { notify, notifyError } from "@/shared/notify/notify";
import { TimeText } from "@/shared/time/TimeText";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { CompareDialog } from "../differences/CompareDialog";
import type { DraftKeeper } from "../draftKeeper";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import classes from "../editor.module.css";
import { restoreSubflow, type Subflow, subflowQuery, subflowRevisionsQuery } from "./queries";

/** All revisions of a subflow: look at one, hold two against each other, bring one back into the draft. */
export function SubflowHistory({ subflow, keeper }: { subflow: Subflow; keeper: DraftKeeper }) {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  const isOpen = useView((state) => state.isHistoryOpen);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [comparing, setComparing] = useState<number | null>(null);
  const close = () => view.setState({ isHistoryOpen: false });
  const { data, error, refetch } = useQuery({ ...subflowRevisionsQuery(subflow.id), enabled: isOpen });
  const restore = useMutation({
    mutationFn: async (number: number) => {
      await keeper.flush();
      return await restoreSubflow(subflow.id, number);
    },
    onSuccess: (draft, number) => {
      keeper.accept(draft);
      void queryClient.invalidateQueries({ queryKey: subflowQuery(subflow.id).queryKey, exact: true });
      notify(t("subflow.restored", { number }));
      close();
    },
    onError: notifyError,
  });
  return (
    <Drawer
      opened={isOpen}
      onClose={close}
      // Esc closes what lies above first.
      closeOnEscape={comparing === null}
      position="right"
      size={460}
      title={t("history.title")}
    >
      {error && <ErrorState error={error} retry={refetch} isSmall />}
      {!data && !error && <Skeleton height={64} />}
      {data?.items.length === 0 && <EmptyState isSmall text={t("subflow.no_revisions")} />}
      <ol className={classes.revisions}>
        {data?.items.map((revision) => (
          <li key={revision.number} className={classes.revision}>
            <div className={classes.revisionHead}>
              <strong>{t("history.revision", { number: revision.number })}</strong>
              {revision.is_live && <Badge>{t("subflow.newest")}</Badge>}
              <span className={classes.revisionTime}>
                <TimeText time={revision.created_at} />
              </span>
            </div>
            <p className={classes.revisionMessage}>{revision.message || t("history.no_message")}</p>
            <div className={classes.revisionFoot}>
              <span>{revision.author ?? t("history.nobody")}</span>
              <Button
                size="compact-sm"
                variant="subtle"
                onClick={() => navigate(`/flows/subflows/${subflow.id}?revision=${revision.number}`)}
              >
                {t("history.view")}
              </Button>
              <Button size="compact-sm" variant="subtle" onClick={() => setComparing(revision.number)}>
                {t("compare.action")}
              </Button>
              {!isReadOnly && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  loading={restore.isPending && restore.variables === revision.number}
                  onClick={() => restore.mutate(revision.number)}
                >
                  {t("history.restore")}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ol>
      <CompareDialog
        number={comparing}
        revisions={data?.items ?? []}
        of={["subflows", subflow.id]}
        close={() => setComparing(null)}
      />
    </Drawer>
  );
}
