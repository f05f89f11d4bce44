import {
  ActionIcon,
  Group,
  NumberInput,
  Paper,
  Select,
  Stack,
  Switch,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { IconArrowUp, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { DeviceTypeSelect } from "../variables/DeviceTypeSelect";
import { VARIABLE_KINDS, VARIABLE_NAME, type Variable, type VariableKind } from "../variables/variables";

interface VariableFormProps {
  variable: Variable;
  others: readonly Variable[];
  /** Null deletes it. */
  change: (variable: Variable | null) => void;
  moveUp: (() => void) | null;
}

interface Named {
  id: number;
  name: string;
}

const MOST_NAMED = 200;

/** One variable: its name, what it stands for, and what it is limited to. */
export function VariableForm({ variable, others, change, moveUp }: VariableFormProps) {
  const { t } = useTranslation("dashboards");
  const { kind, name, isMulti = false } = variable;
  const set = (part: Partial<Variable>) => change({ ...variable, ...part });
  return (
    <Paper withBorder p="sm" data-testid={`variable-form-${name}`}>
      <Stack gap="xs">
        <Group gap={4} wrap="nowrap" align="flex-start">
          <NameField key={name} name={name} others={others} change={(next) => set({ name: next })} />
          <TextInput
            style={{ flex: 1 }}
            label={t("variable.label")}
            maxLength={100}
            value={variable.label ?? ""}
            onChange={(event) => set({ label: event.currentTarget.value })}
          />
          <Group gap={0} mt={24} wrap="nowrap">
            {moveUp && (
              <Tooltip label={t("variable.up", { name })}>
                <ActionIcon aria-label={t("variable.up", { name })} onClick={moveUp}>
                  <IconArrowUp size={16} />
                </ActionIcon>
              </Tooltip>
            )}
            <Tooltip label={t("variable.remove", { name })}>
              <ActionIcon aria-label={t("variable.remove", { name })} onClick={() => change(null)}>
                <IconTrash size={16} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
          </Group>
        </Group>
        <Select
          label={t("variable.kind")}
          allowDeselect={false}
          data={VARIABLE_KINDS.map((value) => ({ value, label: t(`variable.kinds.${value}`) }))}
          value={kind}
          onChange={(next) =>
            next && change({ name, kind: next as VariableKind, label: variable.label ?? "", default: null })
          }
        />
        <Limits variable={variable} others={others} set={set} />
        {kind !== "text" && kind !== "number" && (
          <Switch
            label={t("variable.isMulti")}
            checked={isMulti}
            onChange={(event) => set({ isMulti: event.currentTarget.checked })}
          />
        )}
      </Stack>
    </Paper>
  );
}

interface PartProps {
  variable: Variable;
  others: readonly Variable[];
  set: (part: Partial<Variable>) => void;
}

/** What differs from kind to kind. */
function Limits({ variable, others, set }: PartProps) {
  const { t } = useTranslation("dashboards");
  switch (variable.kind) {
    case "device":
      return (
        <>
          <DeviceTypeSelect
            label={t("variable.deviceType")}
            value={variable.deviceType ?? null}
            change={(deviceType) => set({ deviceType })}
          />
          <SiteField variable={variable} others={others} set={set} />
          <DevicePicker
            label={t("variable.default")}
            placeholder={t("variable.first")}
            value={typeof variable.default === "number" ? variable.default : null}
            change={(device) => set({ default: device })}
          />
        </>
      );
    case "metric":
      return (
        <>
          <Select
            label={t("variable.of")}
            clearable
            placeholder={t("variable.anyDevice")}
            data={others.filter(({ kind }) => kind === "device").map(referenceTo)}
            value={typeof variable.device === "string" ? variable.device : null}
            onChange={(device) => set({ device })}
          />
          {!variable.device && (
            <DeviceTypeSelect
              label={t("variable.deviceType")}
              value={variable.deviceType ?? null}
              change={(deviceType) => set({ deviceType })}
            />
          )}
          <DefaultText variable={variable} set={set} />
        </>
      );
    case "list":
      return (
        <>
          <Choices variable={variable} set={set} />
          <Select
            label={t("variable.default")}
            clearable
            placeholder={t("variable.first")}
            data={(variable.choices ?? []).map(({ value, label }) => ({ value, label: label || value }))}
            value={typeof variable.default === "string" ? variable.default : null}
            onChange={(value) => set({ default: value })}
          />
        </>
      );
    case "number":
      return (
        <Group grow>
          <NumberPart label={t("variable.minimum")} value={variable.minimum} change={(minimum) => set({ minimum })} />
          <NumberPart label={t("variable.maximum")} value={variable.maximum} change={(maximum) => set({ maximum })} />
          <NumberPart
            label={t("variable.default")}
            value={variable.default}
            change={(value) => set({ default: value })}
          />
        </Group>
      );
    case "text":
      return <DefaultText variable={variable} set={set} />;
    case "site":
      return null;
  }
}

const referenceTo = ({ name, label }: Variable) => ({ value: `$${name}`, label: label || name });

function DefaultText({ variable, set }: Omit<PartProps, "others">) {
  const { t } = useTranslation("dashboards");
  return (
    <TextInput
      label={t("variable.default")}
      placeholder={variable.kind === "metric" ? t("variable.first") : undefined}
      maxLength={200}
      value={typeof variable.default === "string" ? variable.default : ""}
      onChange={(event) => set({ default: event.currentTarget.value || null })}
    />
  );
}

function NumberPart(props: { label: string; value: unknown; change: (value: number | null) => void }) {
  const { label, value, change } = props;
  return (
    <NumberInput
      label={label}
      value={typeof value === "number" ? value : ""}
      onChange={(next) => change(typeof next === "number" ? next : null)}
    />
  );
}

function SiteField({ variable, others, set }: PartProps) {
  const { t } = useTranslation("dashboards");
  const sites = useQuery({
    queryKey: ["sites", "picker"],
    queryFn: ({ signal }) => api.get<Page<Named>>("/api/sites", { limit: MOST_NAMED }, signal),
  });
  const chosen = others.filter(({ kind }) => kind === "site");
  return (
    <Select
      label={t("variable.site")}
      clearable
      searchable
      placeholder={t("variable.anySite")}
      data={[
        ...chosen.map(({ name, label }) => ({
          value: `$${name}`,
          label: t("variable.siteOf", { name: label || name }),
        })),
        ...(sites.data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      value={variable.site === null || variable.site === undefined ? null : String(variable.site)}
      onChange={(site) => set({ site: site === null ? null : site.startsWith("$") ? site : Number(site) })}
    />
  );
}

/** The name is checked before it goes into the document: bindings and texts follow it. */
function NameField(props: { name: string; others: readonly Variable[]; change: (name: string) => void }) {
  const { t } = useTranslation("dashboards");
  const [text, setText] = useState(props.name);
  const problem = !VARIABLE_NAME.test(text)
    ? t("variable.badName")
    : props.others.some(({ name }) => name === text)
      ? t("variable.takenName")
      : undefined;
  return (
    <TextInput
      style={{ flex: 1 }}
      label={t("variable.name")}
      maxLength={40}
      error={problem}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => {
        if (problem) setText(props.name);
        else if (text !== props.name) props.change(text);
      }}
      data-testid="variable-name"
    />
  );
}

/** Choices as lines of text: the value, or `value = what people read`. */
function Choices({ variable, set }: Omit<PartProps, "others">) {
  const { t } = useTranslation("dashboards");
  const written = (variable.choices ?? [])
    .map(({ value, label }) => (label && label !== value ? `${value} = ${label}` : value))
    .join("\n");
  // What is typed goes into the document at once; as it was typed it stands here until the field is left.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Textarea
      label={t("variable.choices")}
      description={t("variable.choicesHelp")}
      autosize
      minRows={3}
      maxRows={12}
      value={typed ?? written}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        set({ choices: readChoices(event.currentTarget.value) });
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

const MOST_CHOICES = 200;

function readChoices(text: string): { value: string; label: string }[] {
  return text
    .split("\n")
    .map((line) => line.trim().slice(0, 400))
    .filter(Boolean)
    .slice(0, MOST_CHOICES)
    .map((line) => {
      const [value = "", ...label] = line.split("=").map((part) => part.trim());
      return { value: value.slice(0, 200), label: (label.join("=") || value).slice(0, 200) };
    });
}
