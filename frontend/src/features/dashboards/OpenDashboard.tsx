import { Alert, Badge } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type CSSProperties, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { notifyError } from "@/shared/notify/notify";
import { may } from "@/shared/session/may";
import { confirm } from "@/shared/ui/confirm";
import { ErrorState } from "@/shared/ui/ErrorState";
import { setTimeZone } from "./commands/ownRange";
import { setTimeRange } from "./commands/setTimeRange";
import { useCommands } from "./controls/useCommands";
import { CommandsContext } from "./controls/useControl";
import { holdClock } from "./data/clock";
import { PageData } from "./data/PageData";
import { useFirstData } from "./data/useFirstData";
import { Announcer } from "./designer/Announcer";
import { DesignerPanel } from "./designer/DesignerPanel";
import type { Dragged } from "./designer/dragged";
import { EditTools } from "./designer/EditTools";
import { Library } from "./designer/library/Library";
import { useLibrary } from "./designer/library/useLibrary";
import { useDesigner } from "./designer/useDesigner";
import { useDesignerKeys } from "./designer/useDesignerKeys";
import { useLeaveGuard } from "./designer/useLeaveGuard";
import { VariablesDrawer } from "./designer/VariablesDrawer";
import { useWidgetMenu } from "./designer/WidgetMenu";
import { parseDocument } from "./document/dashboardDocument";
import type { DashboardSettings } from "./document/dashboardSettings";
import type { Place } from "./document/layout";
import { useEditor, useEditorState } from "./editor/EditorContext";
import { useRightDocument } from "./editor/useRightDocument";
import { useSave } from "./editor/useSave";
import { MoreMenu } from "./exchange/MoreMenu";
import { FavouriteStar } from "./list/FavouriteStar";
import classes from "./OpenDashboard.module.css";
import { createDashboard, type DashboardDetail, dashboardQuery, discardDraft } from "./queries";
import { ShareButton } from "./share/ShareButton";
import type { DropPoint } from "./stage/Stage";
import { resolveRange, type TimeRange } from "./time/timeRange";
import { useShownZone } from "./time/useShownZone";
import { useTimeRange } from "./time/useTimeRange";
import { ResolutionContext } from "./variables/ResolutionContext";
import { useVariables } from "./variables/useVariables";
import { VariableBar } from "./variables/VariableBar";
import { ConflictDialog } from "./versions/ConflictDialog";
import { PublishDialog } from "./versions/PublishDialog";
import { VersionsDrawer } from "./versions/VersionsDrawer";
import { DashboardBar } from "./view/DashboardBar";
import { DashboardCanvas } from "./view/DashboardCanvas";
import { DataAgeBanner } from "./view/DataAgeBanner";
import { FlowSwitch } from "./view/FlowSwitch";
import { KioskBar } from "./view/KioskBar";
import { PageTabs } from "./view/PageTabs";
import "./view/backdrop.css";
import { useKiosk } from "./view/useKiosk";
import { useScreen } from "./view/useScreen";
import { widgetKind } from "./widgets/registry";

/** What a newer Sluice has saved is looked at and not changed: we would spoil what we do not understand. */
const READ_ONLY = { permissions: [] };

/** A dashboard that is being looked at, or arranged. */
export function OpenDashboard({ dashboard }: { dashboard: DashboardDetail }) {
  const { id, name } = dashboard;
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const navigate = useNavigate();
  const editor = useEditor();
  const document = useEditorState((state) => state.document);
  const version = useEditorState((state) => state.version);
  const screen = useScreen(document.pages, dashboard.is_newer ? READ_ONLY : dashboard);
  const { isEditing, isKiosk, layout, pageId } = screen;
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const [isShowingVariables, setShowingVariables] = useState(false);
  const [publishing, setPublishing] = useState<"staying" | "leaving" | null>(null);
  const [isShowingVersions, setShowingVersions] = useState(false);
  const time = useTimeRange(document.timeRange);
  const saved = useEditorState((state) => state.saved);
  const { variables, given, choose } = useVariables(document.variables);
  useShownZone(document.settings?.zone ?? "");
  const request = useMemo(
    () => ({ dashboardId: id, version, range: time.range, compare: time.compare, given, isDraft: isEditing }),
    [id, version, time.range, time.compare, given, isEditing],
  );
  const first = useFirstData({ ...request, document, saved, isEditing });
  const hasControls = Object.values(document.widgets).some(({ type }) => widgetKind(type)?.data.isWritable);
  const commands = useCommands(dashboard, hasControls, given);
  const saving = useSave(dashboard, isEditing);
  const freeze = (isFrozen: boolean) => {
    first.data.hold(isFrozen);
    holdClock(isFrozen);
  };
  const openPlace = (place: Place) => {
    screen.setLayout(place.layout);
    if (place.pageId !== pageId) screen.openPage(place.pageId);
  };
  const designer = useDesigner({ pageId, layout, save: saving.save, freeze, open: openPlace });
  const widgetMenu = useWidgetMenu(designer);
  const reload = useReload(id, isEditing);
  useRightDocument(dashboard, isEditing);
  useDesignerKeys(designer, isEditing);
  useLeaveGuard(name);
  useWantedPage(id, screen.openPage, isEditing);
  const { staysAwake } = useKiosk({ isOn: isKiosk, scale: screen.scale, leave: () => screen.setKiosk(false) });
  const changeRange = (range: TimeRange) => {
    if (!isEditing) return time.change(range);
    // In the designer the range that is set is the one the dashboard opens with, and undo is seen to take it back.
    designer.run(setTimeRange(range));
    time.follow();
  };
  const openPage = (page: string) => {
    // What is selected is seen: Delete must not reach widgets of another page.
    designer.deselect();
    screen.openPage(page);
  };
  const leave = () => screen.setEditing(false);
  const keepDraft = async () => {
    // What was changed while it was being saved goes along.
    if (!(await saving.save())) return;
    setPublishing(null);
    leave();
  };
  const finish = async () => {
    if (!(await saving.save())) return;
    if (hasDraft()) setPublishing("leaving");
    else leave();
  };
  const hasDraft = () => client.getQueryData(dashboardQuery(id).queryKey)?.draft != null;
  const takeTheirs = async () => {
    await reload();
    saving.forget();
  };
  const loadTheirs = () => takeTheirs().catch(notifyError);
  const library = useLibrary(designer);
  const discard = async () => {
    const question = {
      title: t("publish.discardTitle"),
      text: t("publish.discardText"),
      action: t("publish.discard"),
      isDangerous: true,
    };
    if (!(await confirm(question))) return;
    try {
      await discardDraft(id, editor.getState().version);
      await reload();
      setPublishing(null);
      leave();
    } catch (error) {
      notifyError(error);
    }
  };
  const copy = async () => {
    try {
      const made = await createDashboard({
        name: t("conflict.copyName", { name }).slice(0, 100),
        template: "empty",
        document: { ...editor.getState().document },
        place_site_id: dashboard.site_id,
        place_device_id: dashboard.device_id,
      });
      await takeTheirs();
      void client.invalidateQueries({ queryKey: ["dashboards", "list"] });
      await navigate(`/dashboards/${made.id}?edit=1`);
    } catch (error) {
      notifyError(error);
    }
  };
  const drop = (what: Dragged, at: DropPoint) => {
    setDragged(null);
    library.drop(what, at);
  };
  const { settings = {} } = document;
  const zone = settings.zone ?? "";
  const tools = { designer, layout, pageId, isSaving: saving.isSaving, savedAt: saving.savedAt };
  return (
    <PageData dashboard={dashboard} request={request} first={first}>
      <ResolutionContext value={first.resolution}>
        <CommandsContext value={commands}>
          <div className={classes.screen} data-kiosk={isKiosk} data-editing={isEditing}>
            <DashboardBar
              name={name}
              star={<FavouriteStar dashboard={dashboard} />}
              screen={screen}
              time={time}
              changeRange={changeRange}
              zone={{
                name: document.settings?.zone ?? "",
                set: isEditing ? (name) => designer.run(setTimeZone(name)) : null,
              }}
              // A phone has no room for it; the list of dashboards offers it too.
              share={
                !screen.isPhone &&
                may(dashboard, "edit_dashboards") && (
                  <>
                    {dashboard.draft && <Badge variant="default">{t("publish.hint")}</Badge>}
                    <ShareButton dashboard={dashboard} />
                    <MoreMenu dashboard={dashboard} />
                  </>
                )
              }
              editTools={
                <>
                  <FlowSwitch dashboard={dashboard} save={saving.save} />
                  <EditTools
                    {...tools}
                    setLayout={screen.setLayout}
                    showVariables={() => setShowingVariables(true)}
                    showVersions={() => setShowingVersions(true)}
                    publish={() => void saving.save().then((isSaved) => isSaved && setPublishing("staying"))}
                    done={() => void finish()}
                  />
                  <MoreMenu dashboard={dashboard} />
                </>
              }
            />
            {dashboard.is_newer && (
              <Alert color="yellow" icon={<IconAlertTriangle />} radius={0} data-testid="newer-format">
                {t("newer", { schema: document.schema })}
              </Alert>
            )}
            <PageTabs pages={first.shown.pages} pageId={pageId} open={openPage} isEditing={isEditing} />
            <VariableBar
              dashboardId={id}
              variables={variables}
              states={first.resolution.variables}
              given={given}
              choose={choose}
            />
            <DataAgeBanner
              topics={first.topics}
              isKiosk={isKiosk}
              isLive={resolveRange(time.range, Date.now()).isLive}
            />
            {isKiosk && !screen.isPlaying && <KioskBar staysAwake={staysAwake} />}
            <div className={classes.work}>
              {isEditing && (
                <Library
                  add={(kind) => designer.add(kind)}
                  drag={setDragged}
                  offer={library.offer}
                  paste={designer.paste}
                />
              )}
              <div
                className={classes.scroll}
                data-scroller
                data-backdrop={settings.background ?? "plain"}
                style={pictureStyle(settings)}
                data-area={isEditing ? "canvas" : undefined}
              >
                {/* biome-ignore lint/a11y/noStaticElementInteractions: the menu key on a widget comes through here too. */}
                <div
                  key={zone}
                  className={classes.page}
                  data-layout={layout}
                  data-dense={settings.density}
                  data-titles={settings.hasTitles ?? true}
                  onContextMenu={isEditing ? widgetMenu.open : undefined}
                >
                  {first.error ? (
                    <ErrorState error={first.error} retry={first.retry} />
                  ) : (
                    <DashboardCanvas
                      document={first.shown}
                      screen={screen}
                      time={time}
                      designer={designer}
                      isLoading={first.isLoading}
                      dragged={dragged}
                      drop={drop}
                    />
                  )}
                </div>
              </div>
              {isEditing && <DesignerPanel designer={designer} layout={layout} pageId={pageId} />}
            </div>
          </div>
          {isEditing && widgetMenu.menu}
          {isEditing && library.chooser}
          {isEditing && <Announcer />}
          {isShowingVariables && <VariablesDrawer close={() => setShowingVariables(false)} />}
          {isShowingVersions && (
            <VersionsDrawer
              dashboardId={id}
              current={dashboard.version}
              close={() => setShowingVersions(false)}
              reload={reload}
            />
          )}
          {publishing && (
            <PublishDialog
              dashboardId={id}
              draftVersion={version}
              publish={saving.publish}
              isBusy={saving.isSaving}
              keep={publishing === "leaving" ? () => void keepDraft() : null}
              discard={() => void discard()}
              close={() => setPublishing(null)}
              done={() => {
                setPublishing(null);
                leave();
              }}
            />
          )}
          {saving.conflict && (
            <ConflictDialog
              dashboardId={id}
              conflict={saving.conflict}
              use={async (merged) => saving.conflict && saving.takeMerged(merged, saving.conflict)}
              close={saving.forget}
              overwrite={saving.overwrite}
              loadTheirs={loadTheirs}
              copy={copy}
            />
          )}
        </CommandsContext>
      </ResolutionContext>
    </PageData>
  );
}

/** Read documents hold nothing but pixels there (`isPicture`), so it can stand in a style. */
function pictureStyle({ picture }: DashboardSettings): CSSProperties | undefined {
  return picture ? { backgroundImage: `url(${picture})`, backgroundSize: "cover" } : undefined;
}

/** A flow wants everybody who looks at this dashboard to see one of its pages. Who arranges it is left in peace. */
function useWantedPage(dashboardId: number, open: (page: string) => void, isEditing: boolean): void {
  useLiveUpdates([`p:${dashboardId}`], (update) => {
    if (update.kind !== "event" || isEditing) return;
    open((update.data as { page: string }).page); // our server's own words
  });
}

/** Puts the server's newest document in place of the one that is open: the draft for who arranges it. */
function useReload(dashboardId: number, isEditing: boolean): () => Promise<void> {
  const client = useQueryClient();
  const editor = useEditor();
  return async () => {
    const newest = await client.fetchQuery({ ...dashboardQuery(dashboardId), staleTime: 0 });
    const raw = isEditing && newest.draft ? newest.draft.document : newest.document;
    editor.getState().replace(parseDocument(raw), isEditing ? newest.draft_version : newest.version);
  };
}
