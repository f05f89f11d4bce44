import { Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { Device } from "@/shared/api/types";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { FieldInput, sayFault } from "../controls/FieldInput";
import { type Entered, entered, faultOf, type Parameter, sentOf, specOfParameter } from "../controls/fieldSpec";
import type { CommandBinding } from "../document/dashboardDocument";
import { useEditorState } from "../editor/EditorContext";
import { ResolutionContext } from "../variables/ResolutionContext";
import { declaredVariables } from "../variables/variables";

interface CommandPickerProps {
  value: CommandBinding | null;
  change: (binding: CommandBinding) => void;
}

interface TypeOfDevice {
  commands: { name: string; title: string; parameters: Parameter[] }[];
}

const ONE = "device";

/** A device, or the one that a variable stands for; one of its type's commands; and what of its parameters is laid down. */
export function CommandPicker({ value, change }: CommandPickerProps) {
  const { t } = useTranslation("dashboards");
  const [device, setDevice] = useState<number | string | null>(value?.device ?? null);
  const variables = declaredVariables(useEditorState((state) => state.document.variables));
  const places = variables.filter(({ kind }) => kind === "device");
  const [isNamed, setNamed] = useState(typeof value?.device !== "string");
  const type = useTypeOf(device);
  const commands = useQuery({
    queryKey: ["device-types", "one", type],
    queryFn: ({ signal }) => api.get<TypeOfDevice>(`/api/device-types/${type}`, {}, signal),
    enabled: typeof type === "number",
  });
  const offered = type === null ? [] : commands.data?.commands;
  const chosen = offered?.find(({ name }) => name === value?.command);
  const take = (next: number | string | null) => {
    setDevice(next);
    if (value && next !== null) change({ ...value, device: next });
  };
  return (
    <Stack gap={4} style={{ flex: 1 }} data-testid="bind-command">
      {places.length > 0 && (
        <Select
          aria-label={t("panel.variable")}
          allowDeselect={false}
          data={[
            { value: ONE, label: t("panel.oneDevice") },
            ...places.map(({ name, label }) => ({ value: `$${name}`, label: label || name })),
          ]}
          value={isNamed ? ONE : String(device)}
          onChange={(next) => {
            setNamed(next === ONE);
            take(next === ONE ? null : next);
          }}
        />
      )}
      {isNamed && (
        <DevicePicker
          placeholder={t("panel.chooseDevice")}
          value={typeof device === "number" ? device : null}
          change={take}
        />
      )}
      {device !== null && offered && offered.length === 0 && (
        <Text size="xs" c="dimmed">
          {t("panel.noCommands")}
        </Text>
      )}
      {device !== null && offered && offered.length > 0 && (
        <Select
          aria-label={t("panel.chooseCommand")}
          placeholder={t("panel.chooseCommand")}
          data={offered.map(({ name, title }) => ({ value: name, label: title || name }))}
          value={chosen?.name ?? null}
          onChange={(command) => command && change({ kind: "command", device, command })}
          data-testid="choose-command"
        />
      )}
      {value && chosen && chosen.parameters.length > 0 && (
        <Parameters
          parameters={chosen.parameters}
          fixed={value.parameters ?? {}}
          change={(parameters) => change({ ...value, parameters })}
        />
      )}
    </Stack>
  );
}

/** The type of a device, or of the devices that a variable may stand for; undefined while it is not known. */
function useTypeOf(device: number | string | null): number | null | undefined {
  const variables = declaredVariables(useEditorState((state) => state.document.variables));
  const states = useContext(ResolutionContext).variables;
  const variable = typeof device === "string" ? variables.find(({ name }) => `$${name}` === device) : undefined;
  const shown = states.find(({ name }) => name === variable?.name)?.values[0];
  const asked = typeof device === "number" ? device : typeof shown === "number" && !variable?.deviceType ? shown : null;
  const found = useQuery({
    queryKey: ["devices", "one", asked],
    queryFn: ({ signal }) => api.get<Device>(`/api/devices/${asked}`, {}, signal),
    enabled: asked !== null,
  });
  return variable?.deviceType ?? (asked === null ? undefined : found.data?.type_id);
}

interface ParametersProps {
  parameters: readonly Parameter[];
  fixed: Readonly<Record<string, unknown>>;
  change: (fixed: Record<string, unknown>) => void;
}

/** What is left empty is asked for when somebody presses. */
function Parameters({ parameters, fixed, change }: ParametersProps) {
  const { t } = useTranslation("dashboards");
  return (
    <>
      <Text size="xs" c="dimmed">
        {t("panel.parametersHelp")}
      </Text>
      {parameters.map((parameter) => (
        <Fixed
          key={parameter.name}
          parameter={parameter}
          value={fixed[parameter.name]}
          change={(value) => {
            const { [parameter.name]: _, ...others } = fixed;
            change(value === undefined ? others : { ...others, [parameter.name]: value });
          }}
        />
      ))}
    </>
  );
}

interface FixedProps {
  parameter: Parameter;
  value: unknown;
  change: (value: unknown) => void;
}

function Fixed({ parameter, value, change }: FixedProps) {
  const { t } = useTranslation("dashboards");
  const spec = { ...specOfParameter(parameter), isRequired: false };
  // A switch has no empty position: “ask” is one of three.
  const offered =
    parameter.type === "boolean"
      ? {
          ...spec,
          choices: [
            { value: true, label: t("form.on") },
            { value: false, label: t("form.off") },
          ],
        }
      : spec;
  // What was typed holds until the document says something else, as after an undo.
  const saved = JSON.stringify(value);
  const [draft, setDraft] = useState<{ typed: Entered; saved: string | undefined } | null>(null);
  const typed = draft && draft.saved === saved ? draft.typed : entered(value as Parameter["default"]); // a document is JSON
  const fault = typed === "" ? null : faultOf(offered, typed);
  return (
    <FieldInput
      spec={offered}
      value={typed}
      change={(next) => {
        const isKept = next !== "" && faultOf(offered, next) !== null;
        const sent = next === "" || isKept ? undefined : sentOf(offered, next);
        setDraft({ typed: next, saved: isKept ? saved : JSON.stringify(sent) });
        if (!isKept) change(sent);
      }}
      error={fault ? sayFault(fault, t) : undefined}
      testId={`fixed-${parameter.name}`}
    />
  );
}
