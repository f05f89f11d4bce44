import { ActionIcon, MultiSelect, NumberInput, Select, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedCallback, useDebouncedValue } from "@mantine/hooks";
import { IconSitemap } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { NodeKind } from "@/shared/nodes/nodes";
import { NodePickerDialog } from "@/shared/pickers/NodePickerDialog";
import { useTyped } from "@/shared/ui/useTyped";
import { PublicPlaceContext, publicAddress } from "../public/publicPlace";
import { reasonText } from "../view/reasonText";
import classes from "./VariableBar.module.css";
import { ALL, type Given, queryOf, type Variable, type VariableState } from "./variables";

interface VariableFieldProps {
  dashboardId: number;
  variable: Variable;
  variables: readonly Variable[];
  state: VariableState | undefined;
  given: Given;
  choose: (values: readonly string[]) => void;
  /** Whether its name stands beside the field. */
  isNamed?: boolean;
}

interface Choice {
  value: string;
  label: string;
  hint?: string;
}

/** One variable: its name and the field to choose it with. A choice that leads nowhere is said below it. */
export function VariableField(props: VariableFieldProps) {
  const { t } = useTranslation("dashboards");
  const { variable, state, choose, isNamed = true } = props;
  const isPublic = useContext(PublicPlaceContext) !== null;
  const label = variable.label || variable.name;
  const problem = state?.problem ? reasonText(t, state.problem) : undefined;
  return (
    <div className={classes.field} data-testid={`variable-${variable.name}`}>
      {isNamed && (
        <span className={classes.label} title={label} aria-hidden>
          {label}
        </span>
      )}
      {variable.kind === "text" ? (
        <TextValue
          label={label}
          value={String(state?.values[0] ?? "")}
          problem={problem}
          change={(text) => choose([text])}
        />
      ) : variable.kind === "number" ? (
        <NumberValue
          label={label}
          variable={variable}
          value={typeof state?.values[0] === "number" ? String(state.values[0]) : ""}
          problem={problem}
          change={(number) => choose([number])}
        />
      ) : (
        <Chooser {...props} label={label} problem={problem} />
      )}
      {!isPublic && (variable.kind === "device" || variable.kind === "site") && <TreeButton {...props} label={label} />}
    </div>
  );
}

interface ChooserProps extends VariableFieldProps {
  label: string;
  problem: string | undefined;
}

/** The server searches: there may be thousands. */
function Chooser({ dashboardId, variable, variables, state, given, choose, label, problem }: ChooserProps) {
  const { t } = useTranslation("dashboards");
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [search] = useDebouncedValue(typed.trim(), 150);
  const place = useContext(PublicPlaceContext);
  const values = (state?.values ?? []).map(String);
  const labels = state?.labels ?? [];
  // The field shows the chosen name; that is nothing to search for.
  const wanted = labels.includes(search) ? "" : search;
  const found = useQuery({
    queryKey: ["dashboards", dashboardId, "choices", JSON.stringify([variable, given]), wanted, place],
    queryFn: ({ signal }) =>
      place
        ? api.get<Choice[]>(
            publicAddress(place, `/choices/${variable.name}`),
            { ...queryOf(given), search: wanted },
            signal,
          )
        : api.post<Choice[]>(
            `/api/dashboards/${dashboardId}/variable-choices`,
            { variable, variables, given, search: wanted },
            { signal },
          ),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
  const known = new Map(values.map((value, index) => [value, labels[index] ?? value]));
  for (const choice of found.data ?? []) {
    known.set(choice.value, choice.hint ? `${choice.label} · ${choice.hint}` : choice.label);
  }
  for (const [index, value] of values.entries()) known.set(value, labels[index] ?? value);
  const common = {
    className: classes.input,
    "aria-label": label,
    size: "xs",
    error: problem,
    searchable: true,
    onSearchChange: setTyped,
    onDropdownOpen: () => setOpen(true),
    onDropdownClose: () => setOpen(false),
    nothingFoundMessage: found.isPending && isOpen ? t("shared:loading") : t("variable.nothing", { search: wanted }),
    maxDropdownHeight: 320,
  };
  const data = [...known].map(([value, name]) => ({ value, label: name }));
  // What the server found fits; the words may stand in a description that is not shown.
  const filter = ({ options }: { options: unknown[] }) =>
    options.filter((option) => {
      const { value } = option as { value: string }; // our own `data`
      return wanted === "" || (found.data ?? []).some((one) => one.value === value);
    }) as never;
  if (variable.isMulti) {
    const isAll = (given[variable.name] ?? [variable.default].flat()).includes(ALL);
    return (
      <MultiSelect
        {...common}
        data-wide="true"
        // Room for a chosen one beside what is being typed.
        styles={{ inputField: { minWidth: 40 } }}
        filter={filter}
        data={[{ value: ALL, label: t("variable.all") }, ...data]}
        value={isAll ? [ALL] : values}
        onChange={(next) => choose(next.at(-1) === ALL ? [ALL] : next.filter((value) => value !== ALL))}
        clearable
      />
    );
  }
  return (
    <Select
      {...common}
      filter={filter}
      data={data}
      // A site where there are none stands for the whole organization.
      placeholder={labels[0]}
      value={values[0] ?? null}
      allowDeselect={false}
      onChange={(next) => next !== null && choose([next])}
    />
  );
}

const TREE_KINDS: Record<string, readonly NodeKind[]> = {
  device: ["organization", "site", "device"],
  site: ["organization", "site"],
};

/** The same choice by walking the tree. */
function TreeButton({ variable, state, choose, label }: VariableFieldProps & { label: string }) {
  const { t } = useTranslation("dashboards");
  const [isOpen, setOpen] = useState(false);
  const prefix = variable.kind === "device" ? "d:" : "s:";
  return (
    <>
      <Tooltip label={t("variable.tree")}>
        <ActionIcon size={30} aria-label={`${t("variable.tree")}: ${label}`} onClick={() => setOpen(true)}>
          <IconSitemap size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <NodePickerDialog
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={label}
        action={t("shared:picker.choose")}
        kinds={TREE_KINDS[variable.kind]}
        isMultiple={variable.isMulti}
        choose={(nodes) => {
          const ids = nodes.filter(({ key }) => key.startsWith(prefix)).map(({ key }) => key.slice(prefix.length));
          if (ids.length > 0)
            choose(variable.isMulti ? [...new Set([...(state?.values ?? []).map(String), ...ids])] : ids);
        }}
      />
    </>
  );
}

interface TypedValueProps {
  label: string;
  value: string;
  problem: string | undefined;
  change: (text: string) => void;
}

/** A pause in typing sets it: each change asks the server anew. */
function useTypedSoon({ value, change }: Pick<TypedValueProps, "value" | "change">) {
  const { text, setText, told } = useTyped(value);
  const changeSoon = useDebouncedCallback((next: string) => {
    told(next);
    change(next);
  }, 400);
  return { text, setText, changeSoon };
}

function NumberValue({ label, variable, problem, ...typed }: TypedValueProps & { variable: Variable }) {
  const { text, setText, changeSoon } = useTypedSoon(typed);
  return (
    <NumberInput
      className={classes.input}
      aria-label={label}
      size="xs"
      error={problem}
      min={variable.minimum ?? undefined}
      max={variable.maximum ?? undefined}
      value={text}
      onChange={(next) => {
        setText(String(next));
        if (typeof next === "number") changeSoon(String(next));
      }}
    />
  );
}

function TextValue({ label, problem, ...typed }: TypedValueProps) {
  const { text, setText, changeSoon } = useTypedSoon(typed);
  return (
    <TextInput
      className={classes.input}
      aria-label={label}
      size="xs"
      maxLength={200}
      error={problem}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        changeSoon(event.currentTarget.value);
      }}
    />
  );
}
