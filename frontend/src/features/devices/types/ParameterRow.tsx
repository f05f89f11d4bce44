import { ActionIcon, Checkbox, Group, NumberInput, Select, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DataType } from "@/shared/api/types";
import { hasLimits, type MaybeNumber, type ParameterDraft } from "./parameterDraft";
import classes from "./types.module.css";

const DATA_TYPES: DataType[] = ["double", "long", "boolean", "string", "json", "binary"];

interface ParameterRowProps {
  draft: ParameterDraft;
  change: (draft: ParameterDraft) => void;
  remove: () => void;
}

function numberFrom(value: number | string): MaybeNumber {
  return typeof value === "number" ? value : "";
}

/** One typed parameter of a command; fields that its type has no use for are absent. */
export function ParameterRow({ draft, change, remove }: ParameterRowProps) {
  const { t } = useTranslation("devices");
  const set = (part: Partial<ParameterDraft>) => change({ ...draft, ...part });
  const isChoosable = draft.type !== "boolean" && draft.type !== "json";
  return (
    <div className={classes.parameter}>
      <div className={classes.parameterFields}>
        <TextInput
          label={t("parameter.name")}
          maxLength={100}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t("parameter.title")}
          maxLength={100}
          value={draft.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <Select
          label={t("parameter.type")}
          allowDeselect={false}
          data={DATA_TYPES.map((value) => ({ value, label: t(`data_type.${value}`) }))}
          value={draft.type}
          onChange={(type) => type && set({ type, default: "" })}
        />
        {hasLimits(draft.type) && (
          <>
            <TextInput
              label={t("metric.unit")}
              maxLength={30}
              value={draft.unit}
              onChange={(event) => set({ unit: event.currentTarget.value })}
            />
            <NumberInput label={t("metric.low")} value={draft.low} onChange={(low) => set({ low: numberFrom(low) })} />
            <NumberInput
              label={t("metric.high")}
              value={draft.high}
              onChange={(high) => set({ high: numberFrom(high) })}
            />
          </>
        )}
        {draft.type === "boolean" ? (
          <Select
            label={t("parameter.default")}
            clearable
            data={[
              { value: "true", label: t("on") },
              { value: "false", label: t("off") },
            ]}
            value={draft.default || null}
            onChange={(value) => set({ default: value ?? "" })}
          />
        ) : (
          <TextInput
            label={t("parameter.default")}
            value={draft.default}
            onChange={(event) => set({ default: event.currentTarget.value })}
          />
        )}
        {isChoosable && (
          <TextInput
            label={t("parameter.choices")}
            placeholder="eco, comfort, boost"
            value={draft.choices}
            onChange={(event) => set({ choices: event.currentTarget.value })}
          />
        )}
      </div>
      <Group justify="space-between">
        <Checkbox
          label={t("parameter.required")}
          checked={draft.required}
          onChange={(event) => set({ required: event.currentTarget.checked })}
        />
        <ActionIcon aria-label={t("types.remove_of", { name: draft.name })} onClick={remove}>
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
    </div>
  );
}
