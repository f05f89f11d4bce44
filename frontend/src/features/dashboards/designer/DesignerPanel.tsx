import { Button, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { LayoutName } from "../document/dashboardDocument";
import { useEditorState } from "../editor/EditorContext";
import { ArrangeTools } from "./ArrangeTools";
import classes from "./DesignerPanel.module.css";
import { PropertyPanel } from "./PropertyPanel";
import { PagePanel } from "./page/PagePanel";
import type { Designer } from "./useDesigner";

interface DesignerPanelProps {
  designer: Designer;
  layout: LayoutName;
  pageId: string;
}

/** The column on the right: the form of what is selected, or of the page when nothing is. */
export function DesignerPanel({ designer, layout, pageId }: DesignerPanelProps) {
  const { t } = useTranslation("dashboards");
  const selection = useEditorState((state) => state.selection);
  const widgets = useEditorState((state) => state.document.widgets);
  const types = new Set(selection.map((id) => widgets[id]?.type));
  return (
    <aside className={classes.column} aria-label={t("edit.panel")} data-area="panel" data-testid="designer-panel">
      {selection.length > 0 && <ArrangeTools designer={designer} layout={layout} pageId={pageId} />}
      {selection.length === 0 ? (
        <PagePanel key={`${layout}:${pageId}`} designer={designer} />
      ) : types.size === 1 ? (
        <PropertyPanel key={selection.join()} ids={selection} designer={designer} />
      ) : (
        <Stack p="md" gap="sm">
          <Text fw={500}>{t("panel.several", { count: selection.length })}</Text>
          <Text size="xs" c="dimmed">
            {t("panel.severalTypes")}
          </Text>
          <Button variant="default" onClick={designer.duplicate}>
            {t("edit.duplicate")}
          </Button>
          <Button variant="default" onClick={designer.remove}>
            {t("shared:delete")}
          </Button>
        </Stack>
      )}
    </aside>
  );
}
