import { useContext, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { listenAt } from "@/shared/live/live";
import { ErrorState } from "@/shared/ui/ErrorState";
import { MarksContext } from "../data/marks";
import { PageRequestContext } from "../data/pageRequest";
import { useFirstData } from "../data/useFirstData";
import { DashboardDataContext } from "../data/useSources";
import { useDesigner } from "../designer/useDesigner";
import { parseDocument } from "../document/dashboardDocument";
import { createDashboardEditor } from "../editor/dashboardEditor";
import { EditorContext, useEditorState } from "../editor/EditorContext";
import { rangeText } from "../time/rangeText";
import { resolveRange } from "../time/timeRange";
import { useShownZone } from "../time/useShownZone";
import { useTimeRange } from "../time/useTimeRange";
import { ResolutionContext } from "../variables/ResolutionContext";
import { useVariables } from "../variables/useVariables";
import { VariableBar } from "../variables/VariableBar";
import { DashboardCanvas } from "../view/DashboardCanvas";
import { DataAgeBanner } from "../view/DataAgeBanner";
import { PageTabs } from "../view/PageTabs";
import { useScreen } from "../view/useScreen";
import type { PublicAnswer } from "./PublicPage";
import classes from "./PublicPage.module.css";
import { PublicVariablesContext } from "./PublicVariables";
import { type PublicPlace, PublicPlaceContext, publicSocket } from "./publicPlace";

interface PublicDashboardProps {
  token: string;
  grant: string;
  answer: PublicAnswer;
  isEmbedded: boolean;
}

/** Somebody with a public link may do nothing but look. */
const NOBODY = { permissions: [] };

export function PublicDashboard({ token, grant, answer, isEmbedded }: PublicDashboardProps) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is a new component.
  const editor = useMemo(() => createDashboardEditor(parseDocument(answer.document), answer.version), []);
  const declared = useVariables(editor.getState().document.variables);
  const { choosable } = answer;
  const names = choosable.join();
  const { given: all, choose } = declared;
  const open = useMemo(() => {
    const isOpen = (name: string) => names.split(",").includes(name);
    return {
      variables: declared.variables.filter(({ name }) => isOpen(name)),
      given: Object.fromEntries(Object.entries(all).filter(([name]) => isOpen(name))),
      choose,
    };
  }, [declared.variables, all, choose, names]);
  const place = useMemo(() => ({ token, grant, given: open.given }), [token, grant, open.given]);
  const socket = publicSocket(place);
  useEffect(() => listenAt(socket), [socket]);
  return (
    <EditorContext value={editor}>
      <PublicPlaceContext value={place}>
        <PublicVariablesContext value={open}>
          <Shown place={place} answer={answer} isEmbedded={isEmbedded} />
        </PublicVariablesContext>
      </PublicPlaceContext>
    </EditorContext>
  );
}

interface ShownProps {
  place: PublicPlace;
  answer: PublicAnswer;
  isEmbedded: boolean;
}

function Shown({ place, answer, isEmbedded }: ShownProps) {
  const { t } = useTranslation("dashboards");
  const document = useEditorState((state) => state.document);
  const screen = useScreen(document.pages, NOBODY);
  const time = useTimeRange(document.timeRange);
  useShownZone(document.settings?.zone ?? "");
  const { variables, given, choose } = useContext(PublicVariablesContext);
  const { range, compare } = time;
  const request = useMemo(
    // Ids of dashboards begin at one: what is asked for here is kept apart from what people see who are logged in.
    () => ({ dashboardId: 0, version: answer.version, range, compare, given, place }),
    [answer.version, range, compare, given, place],
  );
  const first = useFirstData({ ...request, document, saved: document, isEditing: false });
  const designer = useDesigner({
    pageId: screen.pageId,
    layout: screen.layout,
    save: async () => false,
    freeze: () => undefined,
    open: () => undefined,
  });
  return (
    <DashboardDataContext value={first.data}>
      <PageRequestContext value={request}>
        <MarksContext value={first.marks}>
          <ResolutionContext value={first.resolution}>
            {!isEmbedded && (
              <header className={classes.head}>
                <h1 className={classes.name} dir="auto">
                  {answer.name}
                </h1>
                <span className={classes.note}>{rangeText(range, t)}</span>
                <span className={classes.note}>{t("public.readOnly")}</span>
              </header>
            )}
            <PageTabs pages={first.shown.pages} pageId={screen.pageId} open={screen.openPage} isEditing={false} />
            <VariableBar
              dashboardId={0}
              variables={variables}
              states={first.resolution.variables}
              given={given}
              choose={choose}
            />
            <DataAgeBanner topics={first.topics} isKiosk={false} isLive={resolveRange(range, Date.now()).isLive} asks />
            <main className={classes.scroll} data-scroller>
              <div className={classes.page} data-layout={screen.layout}>
                {first.error ? (
                  <ErrorState error={first.error} retry={first.retry} />
                ) : (
                  <DashboardCanvas
                    document={first.shown}
                    screen={screen}
                    time={time}
                    designer={designer}
                    isLoading={first.isLoading}
                    dragged={null}
                    drop={() => undefined}
                  />
                )}
              </div>
            </main>
          </ResolutionContext>
        </MarksContext>
      </PageRequestContext>
    </DashboardDataContext>
  );
}
