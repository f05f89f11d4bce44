import { Button, Group, Loader, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notify, notifyShortfall } from "@/shared/notify/notify";
import type { DraftKeeper } from "../draftKeeper";
import { useOpenEditor } from "../EditorContext";
import classes from "../editor.module.css";
import { EMPTY_DOCUMENT } from "../graph/document";
import { ProblemText } from "../inspector/ProblemText";
import { flowQuery, readDraft, revisionQuery, rollBack } from "../queries";
import type { Flow } from "../types";
import { DiffList } from "./DiffList";
import { LostState } from "./LostState";

interface RollBackDialogProps {
  flow: Flow;
  keeper: DraftKeeper;
  number: number | null;
  close: () => void;
}

/** Run an earlier revision again, after the same look as before a deploy. */
export function RollBackDialog({ flow, keeper, number, close }: RollBackDialogProps) {
  const { t } = useTranslation("flows");
  return (
    <Modal opened={number !== null} onClose={close} size="lg" title={t("roll_back.title", { name: flow.name, number })}>
      {number !== null && <RollBack flow={flow} keeper={keeper} number={number} close={close} />}
    </Modal>
  );
}

function RollBack({ flow, keeper, number, close }: RollBackDialogProps & { number: number }) {
  const { t } = useTranslation("flows");
  const { activity } = useOpenEditor();
  const queryClient = useQueryClient();
  const [message, setMessage] = useState("");
  const wanted = useQuery(revisionQuery(flow.id, number));
  const live = useQuery({ ...revisionQuery(flow.id, flow.live_revision ?? 0), enabled: flow.live_revision !== null });
  const before = flow.live_revision === null ? EMPTY_DOCUMENT : live.data?.document;
  const after = wanted.data?.document;
  const roll = useMutation({
    mutationFn: async () => {
      await keeper.flush();
      const revision = await rollBack(flow.id, number, message.trim());
      return { revision, draft: await readDraft(flow.id) };
    },
    onSuccess: async ({ revision, draft }) => {
      keeper.accept(draft);
      activity.getState().clear();
      close();
      notify(t("roll_back.done", { number, live: revision.number }));
      for (const { message: why } of revision.unbound ?? []) notifyShortfall(why);
      await queryClient.invalidateQueries({ queryKey: flowQuery(flow.id).queryKey });
      await queryClient.invalidateQueries({ queryKey: ["flows", "list"] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        roll.mutate();
      }}
    >
      <Stack>
        {roll.error && <ProblemText level="error" message={roll.error.message} />}
        {before && after ? (
          <div>
            <Text fw={600} mb={4}>
              {t("roll_back.changes")}
            </Text>
            <DiffList before={before} after={after} />
          </div>
        ) : (
          <Loader size="sm" />
        )}
        {after && <LostState flowId={flow.id} document={after} />}
        <Textarea
          data-autofocus
          label={t("deploy.message")}
          placeholder={t("roll_back.message_hint", { number })}
          autosize
          minRows={2}
          maxLength={500}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        <Group justify="space-between">
          <span className={classes.hintText}>{t("roll_back.draft")}</span>
          <Group gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={roll.isPending} data-testid="roll-back-confirm">
              {t("roll_back.action")}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
