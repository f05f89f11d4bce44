import { ActionIcon, Textarea, TextInput, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconCopy, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { setOption, setTitle } from "../commands/changeWidget";
import { useSources } from "../data/useSources";
import type { Widget } from "../document/dashboardDocument";
import { useEditorState } from "../editor/EditorContext";
import { DashboardPinLine } from "../pin/DashboardPinLine";
import { paramsOf } from "../view/WidgetHost";
import type { FieldSchema } from "../widgets/params";
import { widgetKind } from "../widgets/registry";
import { BindingList } from "./BindingList";
import { FoldedSection } from "./FoldedSection";
import { LinkEditor } from "./LinkEditor";
import { OwnRangeField } from "./OwnRangeField";
import { ParamField } from "./ParamField";
import classes from "./PropertyPanel.module.css";
import { RuleList } from "./RuleList";
import { VisibilityEditor } from "./VisibilityEditor";

interface PropertyPanelProps {
  id: string;
  widget: Widget;
  close: () => void;
  duplicate: () => void;
  remove: () => void;
}

/** The form of one widget, drawn from its params schema. Every change is a command and shows at once on the page. */
export function PropertyPanel({ id, widget, close, duplicate, remove }: PropertyPanelProps) {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const kind = widgetKind(widget.type);
  const params = kind && (paramsOf(kind, widget) as Record<string, unknown>);
  const description = typeof widget.options.description === "string" ? widget.options.description : "";
  const ownUnits = [...new Set(useSources(widget.bindings).map(({ info }) => info.unit))];
  const fieldsIn = (section: FieldSchema["section"]) =>
    kind && params
      ? Object.entries(kind.params)
          .filter(([, schema]) => schema.section === section && isAsked(schema, params))
          .map(([name, schema]) => (
            <ParamField
              key={name}
              name={name}
              type={kind.type}
              schema={schema}
              value={params[name]}
              ownUnits={ownUnits}
              change={(value) => run(setOption(id, name, value))}
            />
          ))
      : [];
  const format = fieldsIn("format");
  const safety = fieldsIn("safety");
  return (
    <div className={classes.panel} data-testid="property-panel">
      <div className={classes.head}>
        <Tooltip label={t("panel.close")}>
          <ActionIcon aria-label={t("panel.close")} onClick={close}>
            <IconArrowLeft size={18} />
          </ActionIcon>
        </Tooltip>
        <h3 className={classes.title}>{kind ? t(`widget.${kind.type}.title`) : widget.type}</h3>
        <Tooltip label={`${t("edit.duplicate")} (Ctrl+D)`}>
          <ActionIcon aria-label={t("edit.duplicate")} onClick={duplicate} data-testid="duplicate-widget">
            <IconCopy size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={`${t("edit.delete")} (Del)`}>
          <ActionIcon aria-label={t("edit.delete")} onClick={remove} data-testid="delete-widget">
            <IconTrash size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.fields}>
        {kind && kind.data.max > 0 && <BindingList id={id} widget={widget} kind={kind} />}
        <TextInput
          label={t("panel.title")}
          placeholder={kind?.data.max === 1 ? t("panel.titlePlaceholder") : undefined}
          maxLength={200}
          value={widget.title}
          onChange={(event) => run(setTitle(id, event.currentTarget.value))}
          data-testid="param-title"
        />
        {fieldsIn(undefined)}
        {kind && (kind.data.needsSeries || kind.data.needsLevels) && <OwnRangeField id={id} widget={widget} />}
        {format.length > 0 && <FoldedSection title={t("panel.format")}>{format}</FoldedSection>}
        {safety.length > 0 && (
          <FoldedSection title={t("panel.safety")}>
            {safety}
            {params?.pin === "dashboard" && <DashboardPinLine />}
          </FoldedSection>
        )}
        {kind?.hasRules && <RuleList id={id} rules={widget.rules} />}
        <Textarea
          label={t("panel.description")}
          description={t("panel.descriptionHelp")}
          autosize
          minRows={2}
          maxLength={1000}
          value={description}
          onChange={(event) => run(setOption(id, "description", event.currentTarget.value))}
        />
        <LinkEditor id={id} widget={widget} />
        <VisibilityEditor id={id} widget={widget} />
      </div>
    </div>
  );
}

function isAsked({ visibleIf }: FieldSchema, params: Record<string, unknown>): boolean {
  return !visibleIf || params[visibleIf.field] === visibleIf.is;
}
