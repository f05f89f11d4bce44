import { ActionIcon, Button, Group, Text, TextInput, Tooltip } from "@mantine/core";
import { IconArrowUp, IconSitemap, IconTerminal2, IconVariable, IconX } from "@tabler/icons-react";
import { useContext, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { MetricPicker } from "@/shared/pickers/MetricPicker";
import { setBindings } from "../commands/changeWidget";
import { useSources } from "../data/useSources";
import { type Binding, topicOf, type Widget } from "../document/dashboardDocument";
import { useEditorState } from "../editor/EditorContext";
import { ResolutionContext } from "../variables/ResolutionContext";
import { declaredVariables } from "../variables/variables";
import { reasonText } from "../view/reasonText";
import type { WidgetKind } from "../widgets/widget";
import { CommandPicker } from "./CommandPicker";
import { FormFieldEditor } from "./FormFieldEditor";
import { OutputPicker } from "./OutputPicker";
import { PathPicker } from "./PathPicker";
import classes from "./PropertyPanel.module.css";

interface BindingListProps {
  id: string;
  widget: Widget;
  kind: WidgetKind;
}

/** What a widget shows: metrics found by search, or what a flow hands to the dashboard. */
export function BindingList({ id, widget, kind }: BindingListProps) {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const { bindings } = widget;
  const { paths } = useContext(ResolutionContext);
  const places = useEditorState((state) => state.document.variables);
  const place = declaredVariables(places).find((one) => one.kind === "device" || one.kind === "site");
  // One line of the list may stand for several sources; its name is that of the first.
  const sources = useSources(bindings.map((binding) => paths[topicOf(binding)]?.[0] ?? binding));
  const [adding, setAdding] = useState<"output" | "command" | null>(null);
  const set = (next: Binding[]) => run(setBindings(id, next));
  const list = useRef<HTMLFieldSetElement>(null);
  const isAdded = useRef(false);
  const add = (binding: Binding) => {
    isAdded.current = true;
    set([...bindings, binding]);
    setAdding(null);
  };
  useEffect(() => {
    if (!isAdded.current || bindings.length === 0) return;
    isAdded.current = false;
    // What was chosen from may be gone, and the focus with it: it stays with what was chosen.
    if (list.current?.contains(document.activeElement)) return;
    list.current?.querySelector<HTMLElement>(`[data-binding="${bindings.length - 1}"] input`)?.focus();
  }, [bindings]);
  const put = (index: number, binding: Binding | null) =>
    set(bindings.flatMap((one, i) => (i !== index ? [one] : binding ? [binding] : [])));
  const isSingle = kind.data.max === 1;
  const isFull = bindings.length >= kind.data.max;
  return (
    <fieldset ref={list} className={classes.section} data-testid="bindings">
      <legend className={classes.legend}>{t(kind.data.isWritable ? "panel.control" : "panel.data")}</legend>
      {bindings.map((binding, index) => {
        const name = sources[index]?.label ?? topicOf(binding);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same metric may stand there twice.
          <div key={`${topicOf(binding)}:${index}`} className={classes.item} data-binding={index}>
            <div className={classes.row}>
              {binding.kind === "metric" ? (
                <MetricPicker
                  value={binding.metric}
                  isWritable={kind.data.isWritable || undefined}
                  isClearable={false}
                  change={(metric) => metric !== null && put(index, { ...binding, metric })}
                />
              ) : binding.kind === "path" ? (
                <PathPicker value={binding} change={(path) => put(index, path)} />
              ) : binding.kind === "command" ? (
                <CommandPicker value={binding} change={(command) => put(index, { ...command, label: binding.label })} />
              ) : binding.kind !== "output" ? (
                <Unresolved binding={binding} isWritable={kind.data.isWritable} change={(next) => put(index, next)} />
              ) : (
                <OutputPicker
                  value={binding}
                  isControl={kind.data.isWritable}
                  change={(output) => put(index, output)}
                />
              )}
              {!isSingle && index > 0 && (
                <Tooltip label={t("panel.moveUp", { name })}>
                  <ActionIcon aria-label={t("panel.moveUp", { name })} onClick={() => set(swapped(bindings, index))}>
                    <IconArrowUp size={16} />
                  </ActionIcon>
                </Tooltip>
              )}
              <Tooltip label={t("panel.removeBinding", { name })}>
                <ActionIcon aria-label={t("panel.removeBinding", { name })} onClick={() => put(index, null)}>
                  <IconX size={16} />
                </ActionIcon>
              </Tooltip>
            </div>
            {!isSingle && (
              <TextInput
                aria-label={t("panel.label")}
                placeholder={name}
                maxLength={100}
                value={binding.label ?? ""}
                onChange={(event) => put(index, { ...binding, label: event.currentTarget.value || undefined })}
              />
            )}
            {kind.type === "form" && binding.kind !== "command" && (
              <FormFieldEditor
                field={binding.field}
                dataType={sources[index]?.info.dataType ?? "double"}
                change={(field) => put(index, { ...binding, field })}
              />
            )}
          </div>
        );
      })}
      {!isFull && (
        <div data-testid="bind-metric">
          <MetricPicker
            value={null}
            placeholder={t(isSingle ? "panel.chooseMetric" : "panel.addMetric")}
            isWritable={kind.data.isWritable || undefined}
            change={(metric) => metric !== null && add({ kind: "metric", metric })}
          />
        </div>
      )}
      {!isFull &&
        (adding ? (
          <div className={classes.row}>
            {adding === "command" ? (
              <CommandPicker value={null} change={add} />
            ) : (
              <OutputPicker value={null} isControl={kind.data.isWritable} change={add} />
            )}
            <Tooltip label={t("shared:cancel")}>
              <ActionIcon aria-label={t("shared:cancel")} onClick={() => setAdding(null)}>
                <IconX size={16} />
              </ActionIcon>
            </Tooltip>
          </div>
        ) : (
          <Group gap={4}>
            {place && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                leftSection={<IconVariable size={14} aria-hidden />}
                onClick={() => add({ kind: "path", device: `$${place.name}`, path: "" })}
                data-testid="bind-variable"
              >
                {t("panel.addPath", { name: place.label || place.name })}
              </Button>
            )}
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              leftSection={<IconSitemap size={14} aria-hidden />}
              onClick={() => setAdding("output")}
            >
              {t(kind.data.isWritable ? "panel.addControl" : "panel.addOutput")}
            </Button>
            {kind.sendsCommands && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                leftSection={<IconTerminal2 size={14} aria-hidden />}
                onClick={() => setAdding("command")}
                data-testid="add-command"
              >
                {t("panel.addCommand")}
              </Button>
            )}
          </Group>
        ))}
    </fieldset>
  );
}

function swapped(bindings: readonly Binding[], index: number): Binding[] {
  const next = [...bindings];
  const [moved] = next.splice(index, 1);
  if (moved) next.splice(index - 1, 0, moved);
  return next;
}

interface UnresolvedProps {
  binding: Exclude<Binding, { kind: "metric" | "output" | "path" | "command" }>;
  isWritable: boolean;
  change: (binding: Binding) => void;
}

/** What a file from elsewhere named and is not here: it says what was meant, and a metric can be chosen instead. */
function Unresolved({ binding, isWritable, change }: UnresolvedProps) {
  const { t } = useTranslation("dashboards");
  const { paths } = useContext(ResolutionContext);
  const found = paths[topicOf(binding)]?.[0];
  const reason = found?.kind === "nothing" ? found.reason : undefined;
  const label = binding.label === undefined ? {} : { label: binding.label };
  return (
    <div style={{ flex: 1 }}>
      {reason && (
        <Text size="xs" c="dimmed">
          {reasonText(t, reason)}
        </Text>
      )}
      <MetricPicker
        value={null}
        placeholder={t("panel.chooseMetric")}
        isWritable={isWritable || undefined}
        change={(metric) => metric !== null && change({ kind: "metric", metric, ...label })}
      />
    </div>
  );
}
