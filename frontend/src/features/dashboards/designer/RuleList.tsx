import { ActionIcon, Button, Group, NumberInput, Select, TextInput, Tooltip } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { setRules } from "../commands/changeWidget";
import { LEVELS, RULE_KINDS, type Rule } from "../document/dashboardDocument";
import { useEditorState } from "../editor/EditorContext";
import classes from "./PropertyPanel.module.css";

/** Limits with a level and a word: what turns a number into a warning on this widget. */
export function RuleList({ id, rules }: { id: string | readonly string[]; rules: readonly Rule[] }) {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const change = (index: number, part: Partial<Rule>) =>
    run(
      setRules(
        id,
        rules.map((rule, i) => (i === index ? { ...rule, ...part } : rule)),
      ),
    );
  return (
    <fieldset className={classes.section}>
      <legend className={classes.legend}>{t("panel.limits")}</legend>
      {rules.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a limit is nothing but its place in the list.
        <div key={index} className={classes.item}>
          <Group gap={4} wrap="nowrap">
            <Select
              aria-label={t("panel.when")}
              allowDeselect={false}
              w={100}
              data={RULE_KINDS.map((when) => ({ value: when, label: t(`panel.${when}`) }))}
              value={rule.when}
              onChange={(next) => change(index, { when: RULE_KINDS.find((when) => when === next) ?? rule.when })}
            />
            {rule.when === "text" ? (
              <TextInput
                aria-label={t("panel.match")}
                placeholder={t("panel.match")}
                flex={1}
                maxLength={100}
                value={rule.match ?? ""}
                onChange={(event) => change(index, { match: event.currentTarget.value })}
              />
            ) : (
              <NumberInput
                aria-label={t("panel.value")}
                flex={1}
                value={rule.value}
                onChange={(value) => typeof value === "number" && change(index, { value })}
              />
            )}
            {rule.when === "between" && (
              <NumberInput
                aria-label={t("panel.to")}
                flex={1}
                value={rule.to ?? rule.value}
                onChange={(to) => typeof to === "number" && change(index, { to })}
              />
            )}
            <Tooltip label={t("panel.removeLimit")}>
              <ActionIcon
                aria-label={t("panel.removeLimit")}
                onClick={() =>
                  run(
                    setRules(
                      id,
                      rules.filter((_, i) => i !== index),
                    ),
                  )
                }
              >
                <IconX size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
          <Group gap={4} wrap="nowrap">
            <Select
              aria-label={t("panel.level")}
              allowDeselect={false}
              w={112}
              data={LEVELS.map((level) => ({ value: level, label: t(`level.${level}`) }))}
              value={rule.level}
              onChange={(level) => change(index, { level: LEVELS.find((one) => one === level) ?? rule.level })}
            />
            <TextInput
              aria-label={t("panel.says")}
              placeholder={t("panel.says")}
              flex={1}
              maxLength={60}
              value={rule.text}
              onChange={(event) => change(index, { text: event.currentTarget.value })}
            />
          </Group>
        </div>
      ))}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => run(setRules(id, [...rules, { when: "above", value: 80, level: "major", text: "" }]))}
        data-testid="add-limit"
      >
        {t("panel.addLimit")}
      </Button>
    </fieldset>
  );
}
