import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { CommandMenu } from "./CommandMenu";
import { ConflictBanner } from "./ConflictBanner";
import { CanvasProvider } from "./canvas/CanvasProvider";
import { FlowCanvas } from "./canvas/FlowCanvas";
import { hasSelection as hasChosen } from "./commands/command";
import { DeployDialog } from "./DeployDialog";
import { DraftKeeper } from "./draftKeeper";
import { ActionsProvider, EditorProvider, type OpenEditor, useEditor, useOpenEditor, useView } from "./EditorContext";
import { EditorHeader } from "./EditorHeader";
import classes from "./editor.module.css";
import { createEditorStore } from "./editorStore";
import { ReplaceDialog } from "./exchange/ReplaceDialog";
import type { BlockType } from "./graph/catalogue";
import { withSoundRemarks } from "./graph/remarks";
import type { SubflowInfo } from "./graph/subflows";
import { HistoryDrawer } from "./HistoryDrawer";
import { Inspector } from "./inspector/Inspector";
import { PhoneSheet } from "./inspector/PhoneSheet";
import { NamesProvider } from "./inspector/useNames";
import { Palette } from "./palette/Palette";
import { QuickAdd } from "./palette/QuickAdd";
import { ReplacePicker } from "./palette/ReplacePicker";
import { WirePicker } from "./palette/WirePicker";
import { checkDocument, createCopy, saveDraft } from "./queries";
import { ReplayDrawer } from "./replay/ReplayDrawer";
import { createActivityStore } from "./runs/activityStore";
import { Dock } from "./runs/Dock";
import { useActivityFeed } from "./runs/useActivityFeed";
import { WatchedDevice } from "./runs/WatchedDevice";
import { MakeSubflowDialog } from "./subflows/MakeSubflowDialog";
import { useSubflowsFollowed } from "./subflows/useSubflowsFollowed";
import { openCatalogue } from "./subflows/withSubflows";
import type { Draft, Flow } from "./types";
import { useClipboard } from "./useClipboard";
import { useCommandKeys } from "./useCommandKeys";
import { useEditorActions } from "./useEditorActions";
import { useGivenSelection } from "./useGivenSelection";
import { usePorts } from "./usePorts";
import { createViewStore } from "./viewStore";

interface EditorScreenProps {
  flow: Flow;
  types: readonly BlockType[];
  subflows: readonly SubflowInfo[];
  draft: Draft;
  /** The revision that is shown instead of the draft. */
  revision: number | null;
  isPhone: boolean;
  isReadOnly: boolean;
  /** What is said above the canvas instead of which revision is shown. */
  banner?: ReactNode;
}

/** The open editor: its stores live as long as this screen. */
export function EditorScreen(props: EditorScreenProps) {
  const { flow, types, subflows, draft, revision, isPhone, isReadOnly, banner } = props;
  const [{ editor, keeper }] = useState(() => {
    const catalogue = openCatalogue(types, subflows, draft.document, draft.ports);
    const document = withSoundRemarks(draft.document);
    const store = createEditorStore({ catalogue, document, isReadOnly });
    const view = createViewStore();
    // Live values belong to what runs: shown on another revision they would lie.
    const isWatching = revision === null || revision === flow.live_revision;
    view.setState({ problems: draft.problems, isWatching, isEachDevice: draft.is_each_device ?? false });
    const opened: OpenEditor = { flowId: flow.id, store, view, activity: createActivityStore() };
    const save = (changed: Draft["document"], base: number) => saveDraft(flow.id, changed, base);
    const check = (stored: Draft["document"]) => checkDocument(flow.id, stored);
    return { editor: opened, keeper: new DraftKeeper({ store, view, draft: { ...draft, document }, save, check }) };
  });
  useEffect(() => editor.store.setState({ isReadOnly }), [editor, isReadOnly]);
  useEffect(() => (revision === null ? keeper.start() : undefined), [keeper, revision]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (revision === null && keeper.hasChanges) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [keeper, revision]);
  return (
    <EditorProvider editor={editor}>
      <CanvasProvider>
        <NamesProvider>
          <EditorBody flow={flow} keeper={keeper} revision={revision} isPhone={isPhone} banner={banner} />
        </NamesProvider>
      </CanvasProvider>
    </EditorProvider>
  );
}

interface EditorBodyProps {
  flow: Flow;
  keeper: DraftKeeper;
  revision: number | null;
  isPhone: boolean;
  banner: ReactNode;
}

function EditorBody(props: EditorBodyProps) {
  const actions = useEditorActions(props.keeper);
  return (
    <ActionsProvider actions={actions}>
      <EditorParts {...props} />
    </ActionsProvider>
  );
}

function EditorParts({ flow, keeper, revision, isPhone, banner }: EditorBodyProps) {
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const isPaletteOpen = useView((state) => state.isPaletteOpen);
  const hasSelection = useEditor(({ scene }) => hasChosen(scene));
  const isAboutOpen = useView((state) => state.isAboutOpen);
  useCommandKeys();
  useClipboard();
  usePorts();
  useActivityFeed();
  useGivenSelection();
  useSubflowsFollowed();
  return (
    <div className={isPhone ? `${classes.editor} ${classes.phone}` : classes.editor}>
      <EditorHeader flow={flow} keeper={keeper} revision={revision} isPhone={isPhone} />
      {!isReadOnly && (isPaletteOpen ? <Palette /> : <PaletteButton />)}
      <div className={classes.middle}>
        {banner ?? (revision !== null && <RevisionBanner flow={flow} revision={revision} />)}
        <ConflictBanner keeper={keeper} copy={(document) => createCopy(flow.name, document)} />
        <div className={classes.canvas}>
          <FlowCanvas isPhone={isPhone} />
          {!isPhone && <WatchedDevice />}
        </div>
        {!isPhone && <Dock />}
      </div>
      {(hasSelection || isAboutOpen) && (isPhone ? <PhoneSheet /> : <Inspector />)}
      <QuickAdd />
      <WirePicker />
      <ReplacePicker />
      <CommandMenu />
      <MakeSubflowDialog />
      <ReplaceDialog />
      {revision === null && <DeployDialog flow={flow} keeper={keeper} />}
      <HistoryDrawer flow={flow} keeper={keeper} />
      <ReplayDrawer flow={flow} keeper={keeper} revision={revision} />
    </div>
  );
}

function PaletteButton() {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  return (
    <div className={classes.paletteButton}>
      <Tooltip label={t("palette.expand")} position="right">
        <ActionIcon aria-label={t("palette.expand")} onClick={() => view.setState({ isPaletteOpen: true })}>
          <IconLayoutSidebarLeftExpand size={17} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function RevisionBanner({ flow, revision }: { flow: Flow; revision: number }) {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  return (
    <div className={classes.banner}>
      <span className={classes.conflictText}>
        {t(flow.live_revision === revision ? "history.viewing_live" : "history.viewing", { number: revision })}
      </span>
      <Button size="compact-sm" variant="default" onClick={() => view.setState({ isHistoryOpen: true })}>
        {t("history.title")}
      </Button>
      <Button size="compact-sm" component={Link} to={`/flows/${flow.id}`}>
        {t("history.back")}
      </Button>
    </div>
  );
}
