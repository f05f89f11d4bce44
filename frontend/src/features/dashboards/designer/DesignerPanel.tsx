import { Button, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useEditorState } from "../editor/EditorContext";
import { ArrangeTools } from "./ArrangeTools";
import classes from "./DesignerPanel.module.css";
import type { Dragged } from "./dragged";
import { Palette } from "./Palette";
import { PropertyPanel } from "./PropertyPanel";
import type { Designer } from "./useDesigner";

interface DesignerPanelProps {
  designer: Designer;
  drag: (dragged: Dragged | null) => void;
}

/** The column on the right: the palette, or the form of what is selected. */
export function DesignerPanel({ designer, drag }: DesignerPanelProps) {
  const { t } = useTranslation("dashboards");
  const selection = useEditorState((state) => state.selection);
  const [id] = selection;
  const widget = useEditorState((state) => (id === undefined ? undefined : state.document.widgets[id]));
  return (
    <aside className={classes.column} aria-label={t("edit.group")} data-area="panel" data-testid="designer-panel">
      {selection.length > 0 && <ArrangeTools designer={designer} />}
      {selection.length > 1 ? (
        <Stack p="md" gap="sm">
          <Text fw={500}>{t("panel.several", { count: selection.length })}</Text>
          <Button variant="default" onClick={designer.duplicate}>
            {t("edit.duplicate")}
          </Button>
          <Button variant="default" onClick={designer.remove}>
            {t("shared:delete")}
          </Button>
        </Stack>
      ) : id !== undefined && widget ? (
        <PropertyPanel
          key={id}
          id={id}
          widget={widget}
          close={designer.deselect}
          duplicate={designer.duplicate}
          remove={designer.remove}
        />
      ) : (
        <Palette add={(kind) => designer.add(kind)} drag={(kind) => drag(kind && { what: "widget", kind })} />
      )}
    </aside>
  );
}
