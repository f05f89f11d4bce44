import { useMemo } from "react";
import { useTranslation } from "react-i18next";
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
import { DashboardCanvas } from "../view/DashboardCanvas";
import { DataAgeBanner } from "../view/DataAgeBanner";
import { PageTabs } from "../view/PageTabs";
import { useScreen } from "../view/useScreen";
import type { PublicAnswer } from "./PublicPage";
import classes from "./PublicPage.module.css";
import { type PublicPlace, PublicPlaceContext } from "./publicPlace";

interface PublicDashboardProps {
  place: PublicPlace;
  answer: PublicAnswer;
  isEmbedded: boolean;
}

/** Somebody with a public link may do nothing but look. */
const NOBODY = { permissions: [] };
const NOTHING_GIVEN = {};

export function PublicDashboard(props: PublicDashboardProps) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is a new component.
  const editor = useMemo(() => createDashboardEditor(parseDocument(props.answer.document), props.answer.version), []);
  return (
    <EditorContext value={editor}>
      <PublicPlaceContext value={props.place}>
        <Shown {...props} />
      </PublicPlaceContext>
    </EditorContext>
  );
}

function Shown({ place, answer, isEmbedded }: PublicDashboardProps) {
  const { t } = useTranslation("dashboards");
  const document = useEditorState((state) => state.document);
  const screen = useScreen(document.pages, NOBODY);
  const time = useTimeRange(document.timeRange);
  useShownZone(document.settings?.zone ?? "");
  const { token, grant } = place;
  const { range, compare } = time;
  const request = useMemo(
    // Ids of dashboards begin at one: what is asked for here is kept apart from what people see who are logged in.
    () => ({ dashboardId: 0, version: answer.version, range, compare, given: NOTHING_GIVEN, place: { token, grant } }),
    [answer.version, range, compare, token, grant],
  );
  const first = useFirstData({ ...request, document, saved: document, isEditing: false });
  const designer = useDesigner({
    pageId: screen.pageId,
    layout: screen.layout,
    save: async () => false,
    freeze: () => undefined,
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
            <DataAgeBanner topics={first.topics} isKiosk={false} isLive={resolveRange(range, Date.now()).isLive} />
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
