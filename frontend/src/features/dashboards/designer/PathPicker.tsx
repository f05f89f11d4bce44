import { Autocomplete, Group, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { api } from "@/shared/api/client";
import { asRecord, type PathBinding } from "../document/dashboardDocument";
import { useEditorState } from "../editor/EditorContext";
import { declaredVariables } from "../variables/variables";

interface PathPickerProps {
  value: PathBinding;
  change: (binding: PathBinding) => void;
}

const ROLE = "~";

/** A metric by its path or its role, of the device that a variable stands for. The paths offered are those of such devices. */
export function PathPicker({ value, change }: PathPickerProps) {
  const { t } = useTranslation("dashboards");
  const dashboardId = Number(useParams().dashboardId);
  const raw = useEditorState((state) => state.document.variables);
  const variables = declaredVariables(raw);
  const places = variables.filter(({ kind }) => kind === "device" || kind === "site");
  const place = places.find(({ name }) => value.device === `$${name}`);
  const typed = value.path || (value.role ? `${ROLE}${value.role}` : "");
  const [search] = useDebouncedValue(value.path.startsWith("$") ? "" : value.path, 150);
  const asked = {
    name: "path",
    kind: "metric",
    device: place?.kind === "device" ? `$${place.name}` : null,
    deviceType: place?.deviceType ?? value.deviceType ?? null,
  };
  const found = useQuery({
    queryKey: ["dashboards", dashboardId, "paths", JSON.stringify([asked, raw]), search],
    queryFn: ({ signal }) =>
      api.post<{ value: string }[]>(
        `/api/dashboards/${dashboardId}/variable-choices`,
        { variable: asked, variables: raw, search },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  const roles = rolesFor(t("role", { returnObjects: true }), typed);
  const metrics = variables.filter(({ kind }) => kind === "metric").map(({ name }) => `$${name}`);
  return (
    <Group gap={4} grow wrap="nowrap" style={{ flex: 1 }}>
      <Select
        aria-label={t("panel.variable")}
        allowDeselect={false}
        data={places.map(({ name, label }) => ({ value: `$${name}`, label: label || name }))}
        value={String(value.device)}
        onChange={(device) => device && change({ ...value, device })}
      />
      <Autocomplete
        aria-label={t("panel.path")}
        placeholder={t("panel.path")}
        maxLength={200}
        data={[
          { group: t("panel.paths"), items: [...new Set([...metrics, ...(found.data ?? []).map((one) => one.value)])] },
          { group: t("panel.roles"), items: roles.map(([role]) => `${ROLE}${role}`) },
        ]}
        renderOption={({ option }) =>
          option.value.startsWith(ROLE) ? t(`role.${option.value.slice(1)}`) : option.value
        }
        filter={({ options }) => options}
        maxDropdownHeight={320}
        value={typed}
        onChange={(text) => {
          const { role: _, ...rest } = value;
          change(text.startsWith(ROLE) ? { ...rest, path: "", role: text.slice(1) } : { ...rest, path: text });
        }}
        data-testid="bind-path"
      />
    </Group>
  );
}

/** What a metric can be to a machine, as far as what is typed speaks of it: by name or by word. */
function rolesFor(words: unknown, typed: string): [string, string][] {
  const wanted = typed.replace(ROLE, "").trim().toLowerCase();
  const roles = Object.entries(asRecord(words)).map(([role, word]): [string, string] => [role, String(word)]);
  // What was chosen already hides no others.
  if (typed.startsWith(ROLE) && roles.some(([role]) => role === wanted)) return roles;
  return roles.filter(([role, word]) => role.includes(wanted) || word.toLowerCase().includes(wanted));
}
