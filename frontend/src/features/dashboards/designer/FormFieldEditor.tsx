import { ActionIcon, Button, Checkbox, Group, NumberInput, Select, TextInput, Tooltip } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DataType, SampleValue } from "@/shared/api/types";
import { type Choice, wordOf } from "../controls/fieldSpec";
import { asList, asRecord, asText } from "../document/dashboardDocument";
import { FoldedSection } from "./FoldedSection";
import classes from "./PropertyPanel.module.css";

interface FormFieldEditorProps {
  field: unknown;
  dataType: DataType;
  change: (field: Record<string, unknown> | undefined) => void;
}

/** What one field of a form asks for, beyond what its target does. */
export function FormFieldEditor({ field, dataType, change }: FormFieldEditorProps) {
  const { t } = useTranslation("dashboards");
  const own = asRecord(field);
  const choices = choicesOf(own.choices);
  const isNumber = dataType === "long" || dataType === "double";
  const set = (more: Record<string, unknown>) => {
    const next = Object.entries({ ...own, ...more }).filter(
      ([, value]) => value !== undefined && value !== "" && value !== false && !(Array.isArray(value) && !value.length),
    );
    change(next.length === 0 ? undefined : Object.fromEntries(next));
  };
  const limit = (name: "low" | "high") => (
    <NumberInput
      label={t(`form.${name}`)}
      hideControls
      value={typeof own[name] === "number" ? own[name] : ""}
      onChange={(value) => {
        // A minus sign or a point is no number yet.
        if (typeof value === "number" || value === "") set({ [name]: value });
      }}
      data-testid={`field-${name}`}
    />
  );
  const put = (place: number, choice: Choice | null) =>
    set({ choices: choices.flatMap((one, i) => (i !== place ? [one] : choice ? [choice] : [])) });
  return (
    <FoldedSection title={t("form.field")}>
      <Checkbox
        label={t("form.required")}
        checked={own.required === true}
        onChange={(event) => set({ required: event.currentTarget.checked })}
        data-testid="field-required"
      />
      {isNumber && (
        <Group gap={8} grow>
          {limit("low")}
          {limit("high")}
        </Group>
      )}
      {dataType === "string" && (
        <>
          <TextInput
            label={t("form.patternLabel")}
            description={t("form.patternHelp")}
            maxLength={1000}
            value={asText(own.pattern)}
            onChange={(event) => set({ pattern: event.currentTarget.value })}
            data-testid="field-pattern"
          />
          {asText(own.pattern) !== "" && (
            <TextInput
              label={t("form.hint")}
              placeholder={t("form.hintExample")}
              maxLength={200}
              value={asText(own.hint)}
              onChange={(event) => set({ hint: event.currentTarget.value })}
            />
          )}
        </>
      )}
      {(isNumber || dataType === "string") && (
        <fieldset className={classes.section}>
          <legend className={classes.legend}>{t("form.choices")}</legend>
          {choices.map((choice, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: choices have no name but their place.
            <div key={place} className={classes.row}>
              {isNumber ? (
                <NumberInput
                  aria-label={t("form.value", { number: place + 1 })}
                  hideControls
                  value={typeof choice.value === "number" ? choice.value : ""}
                  onChange={(value) => typeof value === "number" && put(place, { ...choice, value })}
                />
              ) : (
                <TextInput
                  aria-label={t("form.value", { number: place + 1 })}
                  maxLength={200}
                  value={String(choice.value)}
                  onChange={(event) => put(place, { ...choice, value: event.currentTarget.value })}
                />
              )}
              <TextInput
                aria-label={t("form.label", { number: place + 1 })}
                placeholder={wordOf(choice.value) || t("form.labelPlaceholder")}
                maxLength={100}
                value={choice.label}
                onChange={(event) => put(place, { ...choice, label: event.currentTarget.value })}
              />
              <Tooltip label={t("form.removeChoice", { number: place + 1 })}>
                <ActionIcon aria-label={t("form.removeChoice", { number: place + 1 })} onClick={() => put(place, null)}>
                  <IconX size={16} />
                </ActionIcon>
              </Tooltip>
            </div>
          ))}
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={choices.length >= 100}
            onClick={() => set({ choices: [...choices, freshChoice(choices, isNumber)] })}
            data-testid="field-add-choice"
          >
            {t("form.addChoice")}
          </Button>
          {choices.length > 0 && (
            <Select
              aria-label={t("form.look")}
              allowDeselect={false}
              data={[
                { value: "select", label: t("form.asList") },
                { value: "radio", label: t("form.asRadio") },
              ]}
              value={own.look === "radio" ? "radio" : "select"}
              onChange={(look) => set({ look: look === "radio" ? look : undefined })}
            />
          )}
        </fieldset>
      )}
    </FoldedSection>
  );
}

/** As they are written down: a choice without words of its own is called like its value. */
function choicesOf(raw: unknown): Choice[] {
  return asList(raw).flatMap((one) => {
    const { value, label } = asRecord(one);
    return value === undefined ? [] : [{ value: value as SampleValue, label: asText(label) }]; // a document is JSON
  });
}

function freshChoice(choices: readonly Choice[], isNumber: boolean): Choice {
  const taken = new Set(choices.map(({ value }) => String(value)));
  let number = choices.length + 1;
  while (taken.has(String(number))) number += 1;
  return { value: isNumber ? number : String(number), label: "" };
}
