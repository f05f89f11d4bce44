import { ActionIcon, Badge, Button, Menu, Tooltip, UnstyledButton } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBraces,
  IconDots,
  IconHistory,
  IconInfoCircle,
  IconPlayerTrackNext,
  IconPower,
  IconRocket,
} from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyError } from "@/shared/notify/notify";
import { useCan } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { NOTHING } from "./commands/command";
import type { DraftKeeper } from "./draftKeeper";
import { useEditor, useOpenEditor } from "./EditorContext";
import classes from "./editor.module.css";
import { ExportItems } from "./exchange/ExportItems";
import { InterfaceLinks } from "./InterfaceLinks";
import { NameField } from "./NameField";
import { changeFlow, flowQuery } from "./queries";
import { SaveStatus } from "./SaveStatus";
import type { Flow } from "./types";
import { useDeployedChanges } from "./useDeployedChanges";

interface EditorHeaderProps {
  flow: Flow;
  keeper: DraftKeeper;
  revision: number | null;
  isPhone: boolean;
}

/** The flow's name and state in the top bar, with what is done to it as a whole. */
export function EditorHeader({ flow, keeper, revision, isPhone }: EditorHeaderProps) {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const canUndo = useEditor((state) => state.past.length > 0);
  const canRedo = useEditor((state) => state.future.length > 0);
  const changes = useDeployedChanges(flow);
  const can = useCan();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (values: Partial<Flow>) => changeFlow(flow.id, values),
    onSuccess: (changed) => {
      queryClient.setQueryData(flowQuery(flow.id).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: ["flows", "list"] });
    },
    onError: notifyError,
  });
  const [isRenaming, setRenaming] = useState(false);
  const trail = [{ to: "/flows", label: t("title") }];
  const state =
    revision === null ? (
      <FlowState flow={flow} />
    ) : (
      <Badge color="gray">{t("history.revision", { number: revision })}</Badge>
    );
  const history = (
    <Tooltip label={t("history.title")}>
      <ActionIcon aria-label={t("history.title")} onClick={() => view.setState({ isHistoryOpen: true })}>
        <IconHistory size={17} />
      </ActionIcon>
    </Tooltip>
  );
  const replay = can("edit_flows") && (
    <Tooltip label={t("commands.replay")}>
      <ActionIcon
        aria-label={t("commands.replay")}
        onClick={() => view.setState({ isReplayOpen: true })}
        data-testid="open-replay"
      >
        <IconPlayerTrackNext size={17} />
      </ActionIcon>
    </Tooltip>
  );
  if (isReadOnly) {
    const actions = (
      <>
        {replay}
        {!isPhone && history}
      </>
    );
    return <PageHeader title={flow.name} trail={trail} after={state} actions={actions} />;
  }

  const showAbout = () => {
    store.getState().select(NOTHING);
    view.setState({ isAboutOpen: true });
  };
  return (
    <PageHeader
      title={flow.name}
      heading={
        isRenaming ? (
          <NameField
            name={flow.name}
            label={t("rename")}
            done={(name) => {
              setRenaming(false);
              if (name && name !== flow.name) change.mutate({ name });
            }}
          />
        ) : (
          <h1 className={classes.name}>
            <Tooltip label={t("rename")}>
              <UnstyledButton className={classes.nameButton} onClick={() => setRenaming(true)}>
                {flow.name}
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
          <InterfaceLinks flowId={flow.id} />
          <Tooltip label={t("commands.undo")}>
            <ActionIcon
              className={classes.tool}
              aria-label={t("commands.undo")}
              disabled={!canUndo}
              onClick={() => store.getState().undo()}
            >
              <IconArrowBackUp size={17} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t("commands.redo")}>
            <ActionIcon
              className={classes.tool}
              aria-label={t("commands.redo")}
              disabled={!canRedo}
              onClick={() => store.getState().redo()}
            >
              <IconArrowForwardUp size={17} />
            </ActionIcon>
          </Tooltip>
          {replay}
          {history}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={t("more")}>
                <IconDots size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconInfoCircle size={15} />} onClick={() => showAbout()}>
                {t("about")}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconPower size={15} />}
                onClick={() => change.mutate({ is_enabled: !flow.is_enabled })}
              >
                {t(flow.is_enabled ? "disable" : "enable")}
              </Menu.Item>
              <Menu.Item leftSection={<IconBraces size={15} />} onClick={() => view.setState({ dock: "source" })}>
                {t("source.show")}
              </Menu.Item>
              <Menu.Divider />
              <ExportItems kind="flow" id={flow.id} />
            </Menu.Dropdown>
          </Menu>
          <Button
            leftSection={<IconRocket size={16} />}
            variant={changes && changes.count === 0 ? "default" : "filled"}
            onClick={() => view.setState({ isDeploying: true })}
            data-testid="deploy"
          >
            {t("deploy.action")}
          </Button>
        </>
      }
    />
  );
}

function FlowState({ flow }: { flow: Flow }) {
  const { t } = useTranslation("flows");
  const changes = useDeployedChanges(flow);
  if (flow.live_revision === null) return <Badge color="gray">{t("state.not_deployed")}</Badge>;
  if (!flow.is_enabled) return <Badge color="gray">{t("state.off")}</Badge>;
  return (
    <Badge color={changes?.count ? "blue" : "gray"} data-testid="flow-state">
      {changes?.count
        ? t("state.changed", { number: flow.live_revision, count: changes.count })
        : t("state.running", { number: flow.live_revision })}
    </Badge>
  );
}
