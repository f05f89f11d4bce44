import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  Menu,
  SegmentedControl,
  Select,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { MetricPicker } from "@/shared/pickers/MetricPicker";
import { setVisibleWhen } from "../commands/changeWidget";
import type { DashboardDocument, Widget } from "../document/dashboardDocument";
import { type Condition, PERMISSIONS, readVisibleWhen, SCREENS, TESTS, type Test } from "../document/visibleWhen";
import { useEditorState } from "../editor/EditorContext";
import { declaredVariables } from "../variables/variables";
import { tabBars } from "../view/tabBars";
import { OutputPicker } from "./OutputPicker";
import classes from "./PropertyPanel.module.css";

const NEW: Record<"metric" | "output" | "variable" | "permission" | "screen", Condition> = {
  metric: { kind: "source", of: "metric", binding: null, is: "equal", value: "1" },
  output: { kind: "source", of: "output", binding: null, is: "equal", value: "1" },
  variable: { kind: "variable", name: "", is: "equal", value: "" },
  permission: { kind: "permission", permission: "operate" },
  screen: { kind: "screen", screen: "desktop" },
};

/** When a widget is shown: by values, variables, rights, screens and tabs. Without a condition it always is. */
export function VisibilityEditor({ id, widget }: { id: string; widget: Widget }) {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const document = useEditorState((state) => state.document);
  const visibleWhen = readVisibleWhen(widget.visibleWhen);
  const { conditions, match } = visibleWhen;
  const bars = tabBars(document, id);
  const put = (next: Condition[]) => run(setVisibleWhen(id, { match, conditions: next }));
  return (
    <fieldset className={classes.section} data-testid="visibility">
      <legend className={classes.legend}>{t("visibility.title")}</legend>
      {conditions.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label={t("visibility.match")}
          data={[
            { value: "all", label: t("visibility.all") },
            { value: "any", label: t("visibility.any") },
          ]}
          value={match}
          onChange={(next) => run(setVisibleWhen(id, { match: next === "any" ? "any" : "all", conditions }))}
        />
      )}
      {conditions.map((condition, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a condition is nothing but its place in the list.
        <div key={index} className={classes.item}>
          <Group justify="space-between" wrap="nowrap">
            <span>{t(`visibility.kind.${condition.kind}`)}</span>
            <Tooltip label={t("visibility.remove")}>
              <ActionIcon
                aria-label={t("visibility.remove")}
                onClick={() => put(conditions.filter((_, i) => i !== index))}
              >
                <IconX size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
          <ConditionFields
            condition={condition}
            document={document}
            change={(next) => put(conditions.map((one, i) => (i === index ? next : one)))}
          />
        </div>
      ))}
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            data-testid="add-condition"
          >
            {t("visibility.add")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {Object.entries(NEW).map(([kind, condition]) => (
            <Menu.Item key={kind} onClick={() => put([...conditions, condition])}>
              {t(`visibility.new.${kind}`)}
            </Menu.Item>
          ))}
          {bars[0] && (
            <Menu.Item
              onClick={() =>
                put([...conditions, { kind: "tab", widget: bars[0]?.id ?? "", tab: bars[0]?.tabs[0] ?? "" }])
              }
            >
              {t("visibility.new.tab")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </fieldset>
  );
}

interface ConditionFieldsProps {
  condition: Condition;
  document: DashboardDocument;
  change: (condition: Condition) => void;
}

function ConditionFields({ condition, document, change }: ConditionFieldsProps) {
  const { t } = useTranslation("dashboards");
  switch (condition.kind) {
    case "source":
      return (
        <>
          {condition.of === "output" ? (
            <OutputPicker
              value={condition.binding?.kind === "output" ? condition.binding : null}
              isControl={false}
              change={(binding) => change({ ...condition, binding })}
            />
          ) : (
            <MetricPicker
              value={condition.binding?.kind === "metric" ? condition.binding.metric : null}
              isClearable={false}
              placeholder={t("panel.chooseMetric")}
              change={(metric) => metric !== null && change({ ...condition, binding: { kind: "metric", metric } })}
            />
          )}
          <TestFields condition={condition} change={(part) => change({ ...condition, ...part })} />
        </>
      );
    case "variable":
      return (
        <>
          <Autocomplete
            aria-label={t("visibility.variable")}
            placeholder={t("visibility.variable")}
            maxLength={60}
            data={declaredVariables(document.variables).map(({ name }) => name)}
            value={condition.name}
            onChange={(name) => change({ ...condition, name })}
          />
          <TestFields condition={condition} change={(part) => change({ ...condition, ...part })} />
        </>
      );
    case "permission":
      return (
        <Select
          aria-label={t("visibility.kind.permission")}
          allowDeselect={false}
          data={PERMISSIONS.map((name) => ({ value: name, label: t(`visibility.permission.${name}`) }))}
          value={condition.permission}
          onChange={(next) =>
            change({
              kind: "permission",
              permission: PERMISSIONS.find((name) => name === next) ?? condition.permission,
            })
          }
        />
      );
    case "screen":
      return (
        <Select
          aria-label={t("visibility.kind.screen")}
          allowDeselect={false}
          data={SCREENS.map((name) => ({ value: name, label: t(`visibility.screen.${name}`) }))}
          value={condition.screen}
          onChange={(next) => change({ kind: "screen", screen: next === "phone" ? "phone" : "desktop" })}
        />
      );
    case "tab": {
      const tabs = tabBars(document).flatMap((bar) =>
        bar.tabs.map((tab) => ({ value: JSON.stringify([bar.id, tab]), label: `${bar.title} · ${tab}` })),
      );
      return (
        <Select
          aria-label={t("visibility.kind.tab")}
          allowDeselect={false}
          data={tabs}
          value={JSON.stringify([condition.widget, condition.tab])}
          onChange={(next) => {
            if (!next) return;
            const [widget, tab] = JSON.parse(next) as [string, string]; // written by us two lines above
            change({ kind: "tab", widget, tab });
          }}
        />
      );
    }
    case "unknown":
      return <span className={classes.help}>{t("visibility.unknownHelp")}</span>;
  }
}

interface TestFieldsProps {
  condition: { is: Test; value: string };
  change: (part: { is?: Test; value?: string }) => void;
}

function TestFields({ condition, change }: TestFieldsProps) {
  const { t } = useTranslation("dashboards");
  const isAlone = condition.is === "empty" || condition.is === "notEmpty";
  return (
    <Group gap={4} wrap="nowrap">
      <Select
        aria-label={t("visibility.test")}
        allowDeselect={false}
        flex={1}
        data={TESTS.map((test) => ({ value: test, label: t(`visibility.is.${test}`) }))}
        value={condition.is}
        onChange={(next) => change({ is: TESTS.find((test) => test === next) ?? condition.is })}
      />
      {!isAlone && (
        <TextInput
          aria-label={t("panel.value")}
          flex={1}
          maxLength={100}
          value={condition.value}
          onChange={(event) => change({ value: event.currentTarget.value })}
        />
      )}
    </Group>
  );
}
