import { ActionIcon, Button, Group, NumberInput, Select, TextInput, Tooltip } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { emptyMapping, type Mapping } from "../data/mappings";
import { LEVELS } from "../document/dashboardDocument";
import classes from "./PropertyPanel.module.css";

interface MappingListProps {
  label: string;
  description: string | undefined;
  mappings: readonly Mapping[];
  change: (mappings: Mapping[]) => void;
}

/** Names for values: 1 is “Running”, everything from 20 to 60 is “Comfortable”. */
export function MappingList({ label, description, mappings, change }: MappingListProps) {
  const { t } = useTranslation("dashboards");
  const put = (index: number, part: Partial<Mapping>) =>
    change(mappings.map((mapping, i) => (i === index ? { ...mapping, ...part } : mapping)));
  return (
    <fieldset className={classes.section} data-testid="param-mappings">
      <legend className={classes.legend}>{label}</legend>
      {description && <p className={classes.help}>{description}</p>}
      {mappings.map((mapping, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a mapping is nothing but its place in the list.
        <div key={index} className={classes.item}>
          <Group gap={4} wrap="nowrap">
            <Select
              aria-label={t("mapping.when")}
              allowDeselect={false}
              w={92}
              data={[
                { value: "is", label: t("mapping.is") },
                { value: "range", label: t("mapping.range") },
              ]}
              value={mapping.when}
              onChange={(when) => when && put(index, { when: when === "range" ? "range" : "is" })}
            />
            {mapping.when === "is" ? (
              <TextInput
                aria-label={t("mapping.value")}
                placeholder={t("mapping.value")}
                flex={1}
                maxLength={100}
                value={mapping.value}
                onChange={(event) => put(index, { value: event.currentTarget.value })}
              />
            ) : (
              (["from", "to"] as const).map((end) => (
                <NumberInput
                  key={end}
                  aria-label={t(`mapping.${end}`)}
                  placeholder={t(`mapping.${end}`)}
                  flex={1}
                  hideControls
                  value={mapping[end] ?? ""}
                  onChange={(next) => put(index, { [end]: typeof next === "number" ? next : null })}
                />
              ))
            )}
            <Tooltip label={t("mapping.remove")}>
              <ActionIcon
                aria-label={t("mapping.remove")}
                onClick={() => change(mappings.filter((_, i) => i !== index))}
              >
                <IconX size={16} />
              </ActionIcon>
            </Tooltip>
          </Group>
          <Group gap={4} wrap="nowrap">
            <TextInput
              aria-label={t("mapping.text")}
              placeholder={t("mapping.text")}
              flex={1}
              maxLength={60}
              value={mapping.text}
              onChange={(event) => put(index, { text: event.currentTarget.value })}
            />
            <Select
              aria-label={t("panel.level")}
              allowDeselect={false}
              w={104}
              data={["normal" as const, ...LEVELS].map((level) => ({ value: level, label: t(`level.${level}`) }))}
              value={mapping.level}
              onChange={(next) => put(index, { level: LEVELS.find((level) => level === next) ?? "normal" })}
            />
          </Group>
        </div>
      ))}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => change([...mappings, emptyMapping()])}
        data-testid="add-mapping"
      >
        {t("mapping.add")}
      </Button>
    </fieldset>
  );
}
