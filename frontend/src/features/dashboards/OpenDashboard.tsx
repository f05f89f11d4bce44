import { Button } from "@mantine/core";
import { IconLayoutDashboard, IconPencil } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchState } from "@/shared/routing/useSearchState";
import { useCan } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { useIsPhone } from "@/shared/ui/useIsPhone";
import { setTimeRange } from "./commands/setTimeRange";
import { useCommands } from "./controls/useCommands";
import { CommandsContext } from "./controls/useControl";
import { useFirstData } from "./data/useFirstData";
import { DashboardDataContext } from "./data/useSources";
import { ConflictDialog } from "./designer/ConflictDialog";
import { DesignerPanel } from "./designer/DesignerPanel";
import { EditableCell } from "./designer/EditableCell";
import { EditTools } from "./designer/EditTools";
import { useDesigner } from "./designer/useDesigner";
import { useDesignerKeys } from "./designer/useDesignerKeys";
import { useLeaveGuard } from "./designer/useLeaveGuard";
import { VersionsDrawer } from "./designer/VersionsDrawer";
import { type LayoutName, parseDocument } from "./document/dashboardDocument";
import { boxesOf } from "./document/layout";
import { isDirty } from "./editor/dashboardEditor";
import { useEditor, useEditorState } from "./editor/EditorContext";
import { useSave } from "./editor/useSave";
import { DashboardGrid } from "./grid/DashboardGrid";
import classes from "./OpenDashboard.module.css";
import { type DashboardDetail, dashboardQuery } from "./queries";
import { TimeRangePicker } from "./time/TimeRangePicker";
import { useTimeRange } from "./time/useTimeRange";
import { KioskButton, useKiosk } from "./view/kiosk";
import { PageTabs } from "./view/PageTabs";
import { WidgetHost } from "./view/WidgetHost";
import { widgetKind } from "./widgets/registry";
import type { WidgetKind } from "./widgets/widget";

const SMALLEST = { w: 2, h: 2 };

/** A dashboard that is being looked at, or arranged. */
export function OpenDashboard({ dashboard }: { dashboard: DashboardDetail }) {
  const { t } = useTranslation("dashboards");
  const can = useCan();
  const isPhone = useIsPhone();
  const [read, write] = useSearchState();
  const isEditing = read("edit") !== "" && can("edit_dashboards") && !isPhone;
  const isKiosk = read("kiosk") !== "" && !isEditing;
  const document = useEditorState((state) => state.document);
  const version = useEditorState((state) => state.version);
  const page = document.pages.find(({ id }) => id === read("page")) ?? document.pages[0];
  const pageId = page?.id ?? "";
  const [editedLayout, setEditedLayout] = useState<LayoutName>("desktop");
  const layout: LayoutName = isEditing ? editedLayout : isPhone ? "mobile" : "desktop";
  const [dragged, setDragged] = useState<WidgetKind | null>(null);
  const [isShowingVersions, setShowingVersions] = useState(false);

  const time = useTimeRange(document.timeRange);
  const { data, isLoading, error, retry } = useFirstData({
    dashboardId: dashboard.id,
    version,
    document,
    range: time.range,
  });
  const hasControls = Object.values(document.widgets).some(({ type }) => widgetKind(type)?.data.isWritable);
  const commands = useCommands(dashboard.id, hasControls);
  const saving = useSave(dashboard.id);
  const designer = useDesigner({ pageId, layout, save: saving.save });
  const reload = useReload(dashboard.id);
  useDesignerKeys(designer, isEditing);
  useLeaveGuard(dashboard.name);
  useNewerVersion(dashboard, isEditing);
  useKiosk(isKiosk, () => write({ kiosk: null }));

  const boxes = useMemo(() => boxesOf(document, layout, pageId), [document, layout, pageId]);
  const minSizeOf = useCallback(
    (id: string) => widgetKind(document.widgets[id]?.type ?? "")?.minSize ?? SMALLEST,
    [document.widgets],
  );
  const changeRange = (range: typeof time.range) => {
    time.change(range);
    // In the designer the range that is set is the one the dashboard opens with.
    if (isEditing) designer.run(setTimeRange(range));
  };
  return (
    <DashboardDataContext value={data}>
      <CommandsContext value={commands}>
        <div className={classes.screen} data-kiosk={isKiosk} data-editing={isEditing}>
          <PageHeader
            title={dashboard.name}
            trail={[{ to: "/dashboards", label: t("title") }]}
            actions={
              <>
                <TimeRangePicker
                  range={time.range}
                  change={changeRange}
                  zoomBack={time.zoomBack}
                  goLive={time.goLive}
                />
                {isEditing ? (
                  <EditTools
                    designer={designer}
                    layout={layout}
                    setLayout={setEditedLayout}
                    pageId={pageId}
                    isSaving={saving.isSaving}
                    savedAt={saving.savedAt}
                    showVersions={() => setShowingVersions(true)}
                    done={async () => {
                      if (await saving.save()) write({ edit: null });
                    }}
                  />
                ) : (
                  !isPhone && (
                    <>
                      <KioskButton enter={() => write({ kiosk: "1" })} />
                      {can("edit_dashboards") && (
                        <Button
                          variant="default"
                          leftSection={<IconPencil size={16} stroke={1.6} aria-hidden />}
                          onClick={() => write({ edit: "1" })}
                          data-testid="edit-dashboard"
                        >
                          {t("edit.start")}
                        </Button>
                      )}
                    </>
                  )
                )}
              </>
            }
          />
          <PageTabs pageId={pageId} open={(id) => write({ page: id })} isEditing={isEditing} />
          <div className={classes.work}>
            <div className={classes.scroll}>
              <div className={classes.page} data-layout={layout}>
                {error ? (
                  <ErrorState error={error} retry={retry} />
                ) : boxes.length === 0 && !isEditing ? (
                  <EmptyState
                    icon={IconLayoutDashboard}
                    text={t("empty.page")}
                    action={
                      can("edit_dashboards") &&
                      !isPhone && <Button onClick={() => write({ edit: "1" })}>{t("empty.edit")}</Button>
                    }
                  />
                ) : (
                  <>
                    {boxes.length === 0 && <p className={classes.hint}>{t("empty.editing")}</p>}
                    <DashboardGrid
                      key={`${layout}:${pageId}`}
                      layout={layout}
                      boxes={boxes}
                      minSizeOf={minSizeOf}
                      isEditing={isEditing}
                      dragged={dragged ? dragged.size[layout] : null}
                      arrange={designer.arrange}
                      drop={(x, y) => {
                        if (dragged) designer.add(dragged, { x, y });
                        setDragged(null);
                      }}
                    >
                      {(id) => {
                        const widget = document.widgets[id];
                        const box = boxes.find(({ i }) => i === id);
                        if (!widget || !box) return null;
                        const host = (
                          <WidgetHost
                            id={id}
                            widget={widget}
                            range={time.range}
                            zoom={time.zoom}
                            isLoading={isLoading}
                            isEditing={isEditing}
                          />
                        );
                        return isEditing ? (
                          <EditableCell id={id} name={widget.title || widget.type} box={box} select={designer.select}>
                            {host}
                          </EditableCell>
                        ) : (
                          host
                        );
                      }}
                    </DashboardGrid>
                  </>
                )}
              </div>
            </div>
            {isEditing && <DesignerPanel designer={designer} drag={setDragged} />}
          </div>
        </div>
        {isShowingVersions && (
          <VersionsDrawer dashboardId={dashboard.id} close={() => setShowingVersions(false)} reload={reload} />
        )}
        {saving.conflict && (
          <ConflictDialog
            conflict={saving.conflict}
            base={version}
            close={saving.forget}
            overwrite={() => void saving.save(saving.conflict?.version)}
            loadTheirs={async () => {
              await reload();
              saving.forget();
            }}
          />
        )}
      </CommandsContext>
    </DashboardDataContext>
  );
}

/** Puts the server's newest document in place of the one that is open. */
function useReload(dashboardId: number): () => Promise<void> {
  const client = useQueryClient();
  const editor = useEditor();
  return async () => {
    const newest = await client.fetchQuery({ ...dashboardQuery(dashboardId), staleTime: 0 });
    editor.getState().replace(parseDocument(newest.document), newest.version);
  };
}

/** Somebody saved while this page was only looked at: show theirs. */
function useNewerVersion(dashboard: DashboardDetail, isEditing: boolean): void {
  const editor = useEditor();
  useEffect(() => {
    const state = editor.getState();
    if (isEditing || isDirty(state) || dashboard.version <= state.version) return;
    state.replace(parseDocument(dashboard.document), dashboard.version);
  }, [editor, dashboard, isEditing]);
}
