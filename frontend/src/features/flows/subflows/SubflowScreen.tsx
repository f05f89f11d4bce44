import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { CommandMenu } from "../CommandMenu";
import { ConflictBanner } from "../ConflictBanner";
import { CanvasProvider } from "../canvas/CanvasProvider";
import { FlowCanvas } from "../canvas/FlowCanvas";
import { hasSelection as hasChosen } from "../commands/command";
import { DraftKeeper } from "../draftKeeper";
import { ActionsProvider, EditorProvider, type OpenEditor, useEditor, useOpenEditor, useView } from "../EditorContext";
import classes from "../editor.module.css";
import { createEditorStore } from "../editorStore";
import { ReplaceDialog } from "../exchange/ReplaceDialog";
import type { BlockType } from "../graph/catalogue";
import type { FlowDocument } from "../graph/document";
import { withSoundRemarks } from "../graph/remarks";
import { Inspector } from "../inspector/Inspector";
import { NamesProvider } from "../inspector/useNames";
import { Palette } from "../palette/Palette";
import { QuickAdd } from "../palette/QuickAdd";
import { ReplacePicker } from "../palette/ReplacePicker";
import { WirePicker } from "../palette/WirePicker";
import { createActivityStore } from "../runs/activityStore";
import type { Draft } from "../types";
import { useClipboard } from "../useClipboard";
import { useCommandKeys } from "../useCommandKeys";
import { useEditorActions } from "../useEditorActions";
import { useGivenSelection } from "../useGivenSelection";
import { usePorts } from "../usePorts";
import { createViewStore } from "../viewStore";
import { MakeSubflowDialog } from "./MakeSubflowDialog";
import { ProblemBar } from "./ProblemBar";
import { PublishDialog } from "./PublishDialog";
import { checkSubflow, createSubflow, type Subflow, saveSubflowDraft } from "./queries";
import { SubflowHeader } from "./SubflowHeader";
import { SubflowHistory } from "./SubflowHistory";
import { useSubflowsFollowed } from "./useSubflowsFollowed";
import { openCatalogue } from "./withSubflows";

interface SubflowScreenProps {
  subflow: Subflow;
  types: readonly BlockType[];
  subflows: readonly Subflow[];
  draft: Draft;
  revision: number | null;
  isPhone: boolean;
  isReadOnly: boolean;
}

/** The editor of flows, open on a subflow: nothing runs here by itself, so there is nothing to watch. */
export function SubflowScreen({ subflow, types, subflows, draft, revision, isPhone, isReadOnly }: SubflowScreenProps) {
  const [{ editor, keeper }] = useState(() => {
    const document = withSoundRemarks(draft.document);
    const catalogue = openCatalogue(types, subflows, document, draft.ports, subflow.id);
    const store = createEditorStore({ catalogue, document, isReadOnly });
    const view = createViewStore();
    view.setState({ problems: draft.problems, isWatching: false, isAboutOpen: true });
    const opened: OpenEditor = { flowId: 0, subflowId: subflow.id, store, view, activity: createActivityStore() };
    const save = (changed: FlowDocument, base: number) => saveSubflowDraft(subflow.id, changed, base);
    const check = (stored: FlowDocument) => checkSubflow(subflow.id, stored);
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
          <Body subflow={subflow} keeper={keeper} revision={revision} isPhone={isPhone} />
        </NamesProvider>
      </CanvasProvider>
    </EditorProvider>
  );
}

interface BodyProps {
  subflow: Subflow;
  keeper: DraftKeeper;
  revision: number | null;
  isPhone: boolean;
}

function Body(props: BodyProps) {
  const actions = useEditorActions(props.keeper);
  return (
    <ActionsProvider actions={actions}>
      <Parts {...props} />
    </ActionsProvider>
  );
}

function Parts({ subflow, keeper, revision, isPhone }: BodyProps) {
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const isPaletteOpen = useView((state) => state.isPaletteOpen);
  const hasSelection = useEditor(({ scene }) => hasChosen(scene));
  const isAboutOpen = useView((state) => state.isAboutOpen);
  useCommandKeys();
  useClipboard();
  usePorts();
  useGivenSelection();
  useSubflowsFollowed();
  return (
    <div className={isPhone ? `${classes.editor} ${classes.phone}` : classes.editor}>
      <SubflowHeader subflow={subflow} keeper={keeper} revision={revision} isPhone={isPhone} />
      {!isReadOnly && isPaletteOpen && <Palette />}
      <div className={classes.middle}>
        {revision !== null && <RevisionBanner subflow={subflow} revision={revision} />}
        <ConflictBanner keeper={keeper} copy={(document) => copySubflow(subflow.name, document)} />
        <div className={classes.canvas}>
          <FlowCanvas isPhone={isPhone} />
        </div>
        {!isPhone && <ProblemBar />}
      </div>
      {(hasSelection || isAboutOpen) && <Inspector />}
      <QuickAdd />
      <WirePicker />
      <ReplacePicker />
      <CommandMenu />
      <MakeSubflowDialog />
      <ReplaceDialog />
      {revision === null && <PublishDialog subflow={subflow} keeper={keeper} />}
      <SubflowHistory subflow={subflow} keeper={keeper} />
    </div>
  );
}

function RevisionBanner({ subflow, revision }: { subflow: Subflow; revision: number }) {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  return (
    <div className={classes.banner}>
      <span className={classes.conflictText}>{t("history.viewing", { number: revision })}</span>
      <Button size="compact-sm" variant="default" onClick={() => view.setState({ isHistoryOpen: true })}>
        {t("history.title")}
      </Button>
      <Button size="compact-sm" component={Link} to={`/flows/subflows/${subflow.id}`}>
        {t("history.back")}
      </Button>
    </div>
  );
}

async function copySubflow(name: string, document: FlowDocument, number = 1): Promise<Subflow> {
  try {
    return await createSubflow({
      name: `${name.slice(0, 90)} (${number === 1 ? "copy" : `copy ${number}`})`,
      document,
    });
  } catch (error) {
    if (asApiError(error).code !== "taken" || number >= 50) throw error;
    return await copySubflow(name, document, number + 1);
  }
}
