import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/ApiError";
import { notify, notifyShortfall } from "@/shared/notify/notify";
import { DiffList } from "./differences/DiffList";
import { LostState } from "./differences/LostState";
import type { DraftKeeper } from "./draftKeeper";
import { useEditor, useOpenEditor, useView } from "./EditorContext";
import classes from "./editor.module.css";
import { ProblemText } from "./inspector/ProblemText";
import { deployFlow, flowQuery, revisionQuery } from "./queries";
import { ProblemList } from "./runs/ProblemList";
import { FailedTests, failedTestsIn } from "./tests/FailedTests";
import type { Flow, Problem } from "./types";
import { useDeployedChanges } from "./useDeployedChanges";

/** What changes, a word on why, and off it goes. */
export function DeployDialog({ flow, keeper }: { flow: Flow; keeper: DraftKeeper }) {
  const { t } = useTranslation("flows");
  const { view, activity } = useOpenEditor();
  const isOpen = useView((state) => state.isDeploying);
  const problems = useView((state) => state.problems);
  const changes = useDeployedChanges(flow);
  const queryClient = useQueryClient();
  const [message, setMessage] = useState("");
  const close = () => view.setState({ isDeploying: false });
  const deploy = useMutation({
    mutationFn: async (despiteTests: boolean) => {
      if (!(await keeper.flush())) throw new Error(keeper.state.getState().message || t("deploy.not_saved"));
      return await deployFlow(flow.id, message.trim(), keeper.state.getState().version, despiteTests);
    },
    onSuccess: async (revision) => {
      setMessage("");
      close();
      activity.getState().clear();
      notify(t("deploy.done", { number: revision.number }));
      for (const { message: why } of revision.unbound ?? []) notifyShortfall(why);
      await queryClient.invalidateQueries({ queryKey: flowQuery(flow.id).queryKey });
      await queryClient.invalidateQueries({ queryKey: ["flows", "list"] });
    },
    onError: (error) => {
      const found = problemsIn(error);
      if (found) view.setState({ problems: found });
      const failed = failedTestsIn(error) ?? [];
      const results = Object.fromEntries(failed.map((one) => [one.name, one]));
      view.setState(({ testResults }) => ({ testResults: { ...testResults, ...results } }));
    },
  });
  // What the dialog says of problems must be about what will be deployed.
  useEffect(() => {
    if (isOpen) void keeper.flush();
  }, [isOpen, keeper]);
  const errors = problems.filter(({ level }) => level === "error");
  const unbound = problems.filter(({ level, field, block }) => level === "warning" && !field && block);
  const failedTests = failedTestsIn(deploy.error);
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t("deploy.title", { name: flow.name })}
      size="lg"
      onExitTransitionEnd={deploy.reset}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          deploy.mutate(false);
        }}
      >
        <Stack gap="md">
          {errors.length > 0 && (
            <div className={classes.deployProblems}>
              <ProblemText level="error" message={t("deploy.has_errors", { count: errors.length })} />
              <ProblemList shown={close} />
            </div>
          )}
          {unbound.length > 0 && (
            <div data-testid="deploy-unbound">
              {unbound.map(({ block, message: why }) => (
                <ProblemText key={`${block}${why}`} level="warning" message={why} />
              ))}
            </div>
          )}
          {failedTests ? (
            <FailedTests tests={failedTests} />
          ) : (
            deploy.error && errors.length === 0 && <ProblemText level="error" message={deploy.error.message} />
          )}
          {changes && (
            <div>
              <Text fw={600} mb={4}>
                {changes.count === 0
                  ? t("deploy.no_changes")
                  : flow.live_revision === null
                    ? t("deploy.first")
                    : t("deploy.changes", { count: changes.count, number: flow.live_revision })}
              </Text>
              {flow.live_revision !== null && <LiveDifference flow={flow} number={flow.live_revision} />}
            </div>
          )}
          <Textarea
            data-autofocus
            label={t("deploy.message")}
            placeholder={t("deploy.message_hint")}
            autosize
            minRows={2}
            maxLength={500}
            value={message}
            onChange={(event) => setMessage(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !event.shiftKey) {
                event.preventDefault();
                if (errors.length === 0 && !deploy.isPending) deploy.mutate(false);
              }
            }}
          />
          <Group justify="space-between">
            <span className={classes.hintText}>{t("deploy.keeps_state")}</span>
            <Group gap="sm">
              <Button variant="default" onClick={close}>
                {t("cancel")}
              </Button>
              {failedTests && (
                <Button
                  variant="outline"
                  color="red"
                  loading={deploy.isPending}
                  onClick={() => deploy.mutate(true)}
                  data-testid="deploy-despite"
                >
                  {t("deploy.despite_tests")}
                </Button>
              )}
              <Button
                type="submit"
                loading={deploy.isPending}
                disabled={errors.length > 0}
                data-testid="deploy-confirm"
              >
                {t("deploy.action")}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The draft against what runs, and what a deploy makes it forget. */
function LiveDifference({ flow, number }: { flow: Flow; number: number }) {
  const document = useEditor((state) => state.scene.document);
  const { data: live } = useQuery(revisionQuery(flow.id, number));
  if (!live) return null;
  return (
    <>
      <DiffList before={live.document} after={document} />
      <LostState flowId={flow.id} document={document} />
    </>
  );
}

function problemsIn(error: Error): readonly Problem[] | null {
  if (!(error instanceof ApiError)) return null;
  // A refused deploy carries all its problems, as the API promises.
  const answer = error.detail as { error?: { details?: { problems?: Problem[] } } } | undefined;
  return answer?.error?.details?.problems ?? null;
}
