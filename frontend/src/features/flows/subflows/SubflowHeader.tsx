import { ActionIcon, Badge, Button, Menu, Tooltip, UnstyledButton } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDots,
  IconHistory,
  IconInfoCircle,
  IconUpload,
} from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyError } from "@/shared/notify/notify";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { NOTHING } from "../commands/command";
import type { DraftKeeper } from "../draftKeeper";
import { useEditor, useOpenEditor } from "../EditorContext";
import classes from "../editor.module.css";
import { ExportItems } from "../exchange/ExportItems";
import { changesBetween } from "../graph/changes";
import { NameField } from "../NameField";
import { SaveStatus } from "../SaveStatus";
import { changeSubflow, type Subflow, subflowQuery, subflowRevisionQuery } from "./queries";

interface SubflowHeaderProps {
  subflow: Subflow;
  keeper: DraftKeeper;
  revision: number | null;
  isPhone: boolean;
}

/** Whether the draft differs from what is published, in more than where blocks stand. */
function useHasChanges(subflow: Subflow): boolean {
  const document = useEditor((state) => state.scene.document);
  const { data } = useQuery({
    ...subflowRevisionQuery(subflow.id, subflow.revision ?? 0),
    enabled: subflow.revision !== null,
  });
  return useMemo(
    () => subflow.revision === null || (!!data && changesBetween(data.document, document).count > 0),
    [subflow.revision, data, document],
  );
}

/** The subflow's name and state in the top bar, with what is done to it as a whole. */
export function SubflowHeader({ subflow, keeper, revision, isPhone }: SubflowHeaderProps) {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const canUndo = useEditor((state) => state.past.length > 0);
  const canRedo = useEditor((state) => state.future.length > 0);
  const hasChanges = useHasChanges(subflow);
  const [isRenaming, setRenaming] = useState(false);
  const queryClient = useQueryClient();
  const rename = useMutation({
    mutationFn: (name: string) => changeSubflow(subflow.id, { name }),
    onSuccess: (changed) => {
      queryClient.setQueryData(subflowQuery(subflow.id).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: ["subflows", "list"] });
    },
    onError: notifyError,
  });
  const trail = [
    { to: "/flows", label: t("title") },
    { to: "/flows/subflows", label: t("subflow.many") },
  ];
  const state = (
    <Badge color="gray" data-testid="subflow-state">
      {revision !== null
        ? t("history.revision", { number: revision })
        : subflow.revision === null
          ? t("subflow.not_published")
          : t("subflow.published", { number: subflow.revision })}
    </Badge>
  );
  const history = (
    <Tooltip label={t("history.title")}>
      <ActionIcon aria-label={t("history.title")} onClick={() => view.setState({ isHistoryOpen: true })}>
        <IconHistory size={17} />
      </ActionIcon>
    </Tooltip>
  );
  if (isReadOnly) return <PageHeader title={subflow.name} trail={trail} after={state} actions={!isPhone && history} />;
  const steps = [
    { label: t("commands.undo"), Picture: IconArrowBackUp, isPossible: canUndo, run: () => store.getState().undo() },
    { label: t("commands.redo"), Picture: IconArrowForwardUp, isPossible: canRedo, run: () => store.getState().redo() },
  ];
  return (
    <PageHeader
      title={subflow.name}
      heading={
        isRenaming ? (
          <NameField
            name={subflow.name}
            label={t("rename")}
            done={(name) => {
              setRenaming(false);
              if (name && name !== subflow.name) rename.mutate(name);
            }}
          />
        ) : (
          <h1 className={classes.name}>
            <Tooltip label={t("rename")}>
              <UnstyledButton className={classes.nameButton} onClick={() => setRenaming(true)}>
                {subflow.name}
              </UnstyledButton>
            </Tooltip>
          </h1>
        )
      }
      trail={trail}
      after={
        <>
          {state}
          <SaveStatus keeper={keeper} />
        </>
      }
      actions={
        <>
          {steps.map(({ label, Picture, isPossible, run }) => (
            <Tooltip key={label} label={label}>
              <ActionIcon className={classes.tool} aria-label={label} disabled={!isPossible} onClick={run}>
                <Picture size={17} />
              </ActionIcon>
            </Tooltip>
          ))}
          {history}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={t("more")}>
                <IconDots size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconInfoCircle size={15} />}
                onClick={() => {
                  store.getState().select(NOTHING);
                  view.setState({ isAboutOpen: true });
                }}
              >
                {t("subflow.about")}
              </Menu.Item>
              <Menu.Divider />
              <ExportItems kind="subflow" id={subflow.id} />
            </Menu.Dropdown>
          </Menu>
          <Button
            leftSection={<IconUpload size={16} />}
            variant={hasChanges ? "filled" : "default"}
            onClick={() => view.setState({ isDeploying: true })}
            data-testid="publish"
          >
            {t("publish.action")}
          </Button>
        </>
      }
    />
  );
}
