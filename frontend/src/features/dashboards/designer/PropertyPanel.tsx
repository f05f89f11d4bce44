import { ActionIcon, Textarea, TextInput, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconCopy, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { textOfKeys } from "@/shared/shortcuts/shortcuts";
import { SearchInput } from "@/shared/ui/SearchInput";
import { placeEntries, resetOption, setOption, setTitle } from "../commands/changeWidget";
import { useSources } from "../data/useSources";
import type { Widget } from "../document/dashboardDocument";
import { lookOf } from "../document/look";
import { useEditorState } from "../editor/EditorContext";
import { DashboardPinLine } from "../pin/DashboardPinLine";
import { paramsOf } from "../view/WidgetHost";
import { type Field, type FieldSchema, fits } from "../widgets/params";
import { widgetKind } from "../widgets/registry";
import { BindingList } from "./BindingList";
import { FieldRow } from "./FieldRow";
import { FoldedSection } from "./FoldedSection";
import { LinkEditor } from "./LinkEditor";
import { freshEntry } from "./ListField";
import { OwnRangeField } from "./OwnRangeField";
import { ParamField } from "./ParamField";
import { PlaceSection } from "./PlaceSection";
import classes from "./PropertyPanel.module.css";
import { RuleList } from "./RuleList";
import { type Spot, SpotBoard } from "./SpotBoard";
import type { Designer } from "./useDesigner";
import { useParamLabel } from "./useParamLabel";
import { VisibilityEditor } from "./VisibilityEditor";

interface PropertyPanelProps {
  /** One widget, or several of one type that are changed together. */
  ids: readonly string[];
  designer: Designer;
}

/** From so many fields on they are searched rather than read. */
const MANY_FIELDS = 8;

/** The form of a widget, drawn from its params schema. Every change is a command and shows at once on the page. */
export function PropertyPanel({ ids, designer }: PropertyPanelProps) {
  const { t } = useTranslation("dashboards");
  const [id = ""] = ids;
  const all = useEditorState((state) => state.document.widgets);
  const widgets = ids.flatMap((one) => all[one] ?? []);
  const [widget] = widgets;
  const [search, setSearch] = useState("");
  if (!widget) return null;
  const kind = widgetKind(widget.type);
  const isMany = kind !== undefined && Object.keys(kind.params).length >= MANY_FIELDS;
  const words = search.trim().toLowerCase();
  const wanted = (label: string) => label.toLowerCase().includes(words);
  const isSingle = widgets.length === 1;
  return (
    <div className={classes.panel} data-testid="property-panel">
      <Head widgets={widgets} designer={designer} />
      <div className={classes.fields}>
        {isMany && <SearchInput value={search} change={setSearch} label={t("panel.search")} isWide />}
        {isSingle && !words && kind && kind.data.max > 0 && <BindingList id={id} widget={widget} kind={kind} />}
        {isSingle && words === "" && widget && <LedByFlow widget={widget} />}
        {wanted(t("panel.title")) && <TitleField ids={ids} widgets={widgets} />}
        <ParamFields ids={ids} widgets={widgets} wanted={wanted} isSearching={words !== ""} />
        {isSingle && (kind?.data.needsSeries || kind?.data.needsLevels) && wanted(t("own.label")) && (
          <OwnRangeField id={id} widget={widget} />
        )}
        {kind?.hasRules && wanted(t("panel.limits")) && <RuleList id={ids} rules={widget.rules} />}
        {wanted(t("panel.description")) && <DescriptionField ids={ids} widgets={widgets} />}
        {isSingle && wanted(t("link.title")) && <LinkEditor id={id} widget={widget} />}
        {isSingle && wanted(t("visibility.title")) && <VisibilityEditor id={id} widget={widget} />}
        {isSingle && wanted(t("position.title")) && (
          <FoldedSection title={t("position.title")}>
            <PlaceSection id={id} designer={designer} />
          </FoldedSection>
        )}
      </div>
    </div>
  );
}

function Head({ widgets, designer }: { widgets: readonly Widget[]; designer: Designer }) {
  const { t } = useTranslation("dashboards");
  const type = widgets[0]?.type ?? "";
  const title = widgetKind(type) ? t(`widget.${type}.title`) : type;
  return (
    <div className={classes.head}>
      <Tooltip label={t("panel.close")}>
        <ActionIcon aria-label={t("panel.close")} onClick={designer.deselect}>
          <IconArrowLeft size={18} />
        </ActionIcon>
      </Tooltip>
      <h3 className={classes.title}>
        {widgets.length === 1 ? title : t("panel.severalOf", { count: widgets.length, title })}
      </h3>
      <Tooltip label={`${t("edit.duplicate")} (${textOfKeys("mod+d")})`}>
        <ActionIcon aria-label={t("edit.duplicate")} onClick={designer.duplicate} data-testid="duplicate-widget">
          <IconCopy size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`${t("edit.delete")} (${textOfKeys("delete")})`}>
        <ActionIcon aria-label={t("edit.delete")} onClick={designer.remove} data-testid="delete-widget">
          <IconTrash size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

/** What people see may differ from what is written here: the data flow sets it. */
function LedByFlow({ widget }: { widget: Widget }) {
  const { t } = useTranslation("dashboards");
  const led = lookOf(widget);
  if (!led || led.inputs.length === 0) return null;
  return (
    <p className={classes.led} data-testid="led-by-flow">
      {t("look.led", { what: led.inputs.map((name) => t(`look.${name}`)).join(", ") })}
    </p>
  );
}

interface FieldsProps {
  ids: readonly string[];
  widgets: readonly Widget[];
}

function TitleField({ ids, widgets }: FieldsProps) {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const [widget] = widgets;
  const isMixed = new Set(widgets.map(({ title }) => title)).size > 1;
  return (
    <TextInput
      label={t("panel.title")}
      placeholder={
        isMixed
          ? t("panel.mixedShort")
          : widgetKind(widget?.type ?? "")?.data.max === 1
            ? t("panel.titlePlaceholder")
            : undefined
      }
      maxLength={200}
      value={isMixed ? "" : (widget?.title ?? "")}
      onChange={(event) => run(setTitle(ids, event.currentTarget.value))}
      data-testid="param-title"
    />
  );
}

function DescriptionField({ ids, widgets }: FieldsProps) {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const texts = widgets.map(({ options }) => (typeof options.description === "string" ? options.description : ""));
  const isMixed = new Set(texts).size > 1;
  return (
    <Textarea
      label={t("panel.description")}
      description={t("panel.descriptionHelp")}
      placeholder={isMixed ? t("panel.mixedShort") : undefined}
      autosize
      minRows={2}
      maxLength={1000}
      value={isMixed ? "" : (texts[0] ?? "")}
      onChange={(event) => run(setOption(ids, "description", event.currentTarget.value))}
    />
  );
}

interface ParamFieldsProps extends FieldsProps {
  wanted: (label: string) => boolean;
  isSearching: boolean;
}

/** The fields of the schema; those of a section stand folded unless they are searched for. */
function ParamFields({ ids, widgets, wanted, isSearching }: ParamFieldsProps) {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const [widget] = widgets;
  const kind = widgetKind(widget?.type ?? "");
  const sources = useSources(widget?.bindings ?? []);
  const ownUnits = [...new Set(sources.map(({ info }) => info.unit))];
  const labelOf = useParamLabel(kind?.type ?? "");
  if (!kind || !widget) return null;
  const read = widgets.map((one) => paramsOf(kind, one) as Record<string, unknown>); // read with the kind's own fields
  const params = read[0] ?? {};
  const draw = ([name, schema]: [string, Field<unknown>]) => {
    const label = labelOf(name);
    const saved = widget.options[name];
    return (
      <FieldRow
        key={name}
        label={label}
        isChanged={widgets.some(({ options }) => name in options && !isAlike(options[name], schema.default))}
        reset={() => run(resetOption(ids, name))}
        isMixed={read.some((one) => !isAlike(one[name], params[name]))}
        error={
          saved === undefined || widget.version < kind.version || fits(schema, saved)
            ? null
            : t("panel.unfit", { value: typeof saved === "string" ? saved : JSON.stringify(saved) })
        }
      >
        {schema.type === "list" && schema.placedOn !== undefined && widgets.length === 1 && (
          <SpotBoard
            label={label}
            picture={asPicture(params[schema.placedOn])}
            spots={params[name] as Spot[]} // read with the field's own entries
            names={sources.map((source) => source.label)}
            move={(place, spot, isStroke) =>
              run(
                placeEntries(
                  ids[0] ?? "",
                  name,
                  moved(params[name] as Spot[], place, { label: "", ...freshEntry(schema.item), ...spot }),
                  isStroke ? place : null,
                ),
              )
            }
          />
        )}
        <ParamField
          name={name}
          type={kind.type}
          schema={schema}
          value={params[name]}
          ownUnits={ownUnits}
          change={(value) => run(setOption(ids, name, value))}
        />
      </FieldRow>
    );
  };
  // A command of a device's type brings its own values.
  const sendsOwn = !kind.sendsCommands || widget.bindings.every((binding) => binding.kind !== "command");
  const asked = Object.entries(kind.params).filter(
    ([name, schema]) =>
      isAsked(schema, params) && (schema.type !== "value" || sendsOwn) && (!isSearching || wanted(labelOf(name))),
  );
  const sections = [...new Set(asked.flatMap(([, { section }]) => section ?? []))];
  if (isSearching) return asked.map(draw);
  return (
    <>
      {asked.filter(([, { section }]) => section === undefined).map(draw)}
      {sections.map((section) => (
        <FoldedSection key={section} title={t(`panel.${section}`)}>
          {asked.filter(([, schema]) => schema.section === section).map(draw)}
          {section === "safety" && params.pin === "dashboard" && <DashboardPinLine />}
        </FoldedSection>
      ))}
    </>
  );
}

/** An entry at its new place; one past the end is added. */
function moved(entries: readonly Spot[], place: number, entry: Spot & Record<string, unknown>): Spot[] {
  if (place >= entries.length) return [...entries, entry];
  return entries.map((one, i) => (i === place ? { ...one, x: entry.x, y: entry.y } : one));
}

function asPicture(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function isAlike(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function isAsked({ visibleIf }: FieldSchema, params: Record<string, unknown>): boolean {
  return !visibleIf || params[visibleIf.field] === visibleIf.is;
}
