import { Button, Checkbox, Group, Loader, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { notify } from "@/shared/notify/notify";
import { DiffList } from "../differences/DiffList";
import type { DraftKeeper } from "../draftKeeper";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import classes from "../editor.module.css";
import { EMPTY_DOCUMENT } from "../graph/document";
import { ProblemText } from "../inspector/ProblemText";
import {
  type Preview,
  previewQuery,
  publishSubflow,
  type Subflow,
  type SubflowUser,
  subflowRevisionQuery,
} from "./queries";

interface PublishDialogProps {
  subflow: Subflow;
  keeper: DraftKeeper;
}

/** What changes, for whom, what would be wrong there; then one press publishes it and brings the chosen flows along. */
export function PublishDialog({ subflow, keeper }: PublishDialogProps) {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  const isOpen = useView((state) => state.isDeploying);
  const close = () => view.setState({ isDeploying: false });
  return (
    <Modal opened={isOpen} onClose={close} size="lg" title={t("publish.title", { name: subflow.name })}>
      {isOpen && <Saved subflow={subflow} keeper={keeper} close={close} />}
    </Modal>
  );
}

/** What the dialog says must be about what will be published. */
function Saved({ subflow, keeper, close }: PublishDialogProps & { close: () => void }) {
  const { t } = useTranslation("flows");
  const [isSaved, setSaved] = useState<boolean | null>(null);
  useEffect(() => {
    void keeper.flush().then(setSaved);
  }, [keeper]);
  const { version, message } = useStore(keeper.state);
  const preview = useQuery({ ...previewQuery(subflow.id, version), enabled: isSaved === true });
  if (isSaved === false) return <ProblemText level="error" message={message || t("deploy.not_saved")} />;
  if (preview.error) return <ProblemText level="error" message={preview.error.message} />;
  if (!preview.data) return <Loader size="sm" />;
  return <Form subflow={subflow} preview={preview.data} version={version} close={close} />;
}

interface FormProps {
  subflow: Subflow;
  preview: Preview;
  version: number;
  close: () => void;
}

const keyOf = ({ kind, id }: SubflowUser) => `${kind} ${id}`;

function Form({ subflow, preview, version, close }: FormProps) {
  const { t } = useTranslation("flows");
  const queryClient = useQueryClient();
  const document = useEditor((state) => state.scene.document);
  const last = useQuery({ ...subflowRevisionQuery(subflow.id, preview.last ?? 0), enabled: preview.last !== null });
  const before = preview.last === null ? EMPTY_DOCUMENT : last.data?.document;
  const fit = preview.users.filter(({ problems }) => problems.length === 0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(fit.map(keyOf)));
  const [message, setMessage] = useState("");
  const idsOf = (kind: string) =>
    fit.filter((user) => user.kind === kind && chosen.has(keyOf(user))).map(({ id }) => id);
  const publish = useMutation({
    mutationFn: () =>
      publishSubflow(subflow.id, {
        message: message.trim(),
        base_version: version,
        flows: idsOf("flow"),
        subflows: idsOf("subflow"),
      }),
    onSuccess: async ({ number }) => {
      close();
      notify(t("publish.done", { number, count: idsOf("flow").length }));
      await queryClient.invalidateQueries({
        queryKey: ["subflows"],
        predicate: ({ queryKey }) => queryKey[2] !== "draft",
      });
      await queryClient.invalidateQueries({ queryKey: ["flows"] });
    },
  });
  const errors = preview.problems.filter(({ level }) => level === "error");
  const toggle = (key: string, isOn: boolean) =>
    setChosen((keys) => new Set(isOn ? [...keys, key] : [...keys].filter((other) => other !== key)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        publish.mutate();
      }}
    >
      <Stack>
        {publish.error && <ProblemText level="error" message={publish.error.message} />}
        {errors.map((problem) => (
          <ProblemText key={`${problem.block} ${problem.message}`} level="error" message={problem.message} />
        ))}
        {!preview.is_changed && <Text size="sm">{t("publish.no_changes", { number: preview.last })}</Text>}
        {preview.ports.length > 0 && preview.last !== null && (
          <ul className={classes.changes} data-testid="port-changes">
            {preview.ports.map(({ side, name, title, what, before: old, after }) => (
              <li key={`${side} ${name}`} className={classes[what === "changed" ? "changed" : what]}>
                <span className={classes.changeKind}>{t(`publish.${side}_${what}`)}</span> {title} ({name}):{" "}
                {[old, after].filter(Boolean).join(" → ")}
              </li>
            ))}
          </ul>
        )}
        {before && preview.is_changed && <DiffList before={before} after={document} />}
        <div>
          <Group justify="space-between" mb={4}>
            <Text fw={600}>{t("publish.users", { count: preview.users.length })}</Text>
            {fit.length > 1 && (
              <Checkbox
                size="xs"
                label={t("publish.all")}
                checked={fit.every((user) => chosen.has(keyOf(user)))}
                onChange={(event) => setChosen(new Set(event.currentTarget.checked ? fit.map(keyOf) : []))}
              />
            )}
          </Group>
          {preview.users.map((user) => (
            <UserLine
              key={keyOf(user)}
              user={user}
              isChosen={chosen.has(keyOf(user)) && user.problems.length === 0}
              toggle={(isOn) => toggle(keyOf(user), isOn)}
            />
          ))}
        </div>
        <Textarea
          data-autofocus
          label={t("deploy.message")}
          placeholder={t("publish.message_hint")}
          autosize
          minRows={2}
          maxLength={400}
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button
            type="submit"
            loading={publish.isPending}
            disabled={errors.length > 0 || !preview.is_changed}
            data-testid="publish-confirm"
          >
            {t("publish.confirm", { count: idsOf("flow").length })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface UserLineProps {
  user: SubflowUser;
  isChosen: boolean;
  toggle: (isOn: boolean) => void;
}

function UserLine({ user, isChosen, toggle }: UserLineProps) {
  const { t } = useTranslation("flows");
  const state = [
    user.kind === "subflow" ? t("subflow.one") : t(user.is_running ? "state.runs" : "state.not_deployed"),
    user.through.length > 0 && t("subflow.through", { names: user.through.join(", ") }),
  ];
  return (
    <div className={classes.user} data-testid={`user-${user.kind}-${user.id}`}>
      <Checkbox
        size="sm"
        label={`${user.name} · ${state.filter(Boolean).join(", ")}`}
        checked={isChosen}
        disabled={user.problems.length > 0}
        onChange={(event) => toggle(event.currentTarget.checked)}
      />
      {user.problems.map((problem) => (
        <ProblemText key={`${problem.block} ${problem.message}`} level="error" message={problem.message} />
      ))}
      {user.lost.length > 0 && (
        <span className={classes.hintText}>
          {t("publish.lost", { names: user.lost.map(({ title }) => `“${title}”`).join(", ") })}
        </span>
      )}
    </div>
  );
}
