import { Combobox, InputBase, Loader, Text, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "../api/ApiError";
import classes from "./ResourcePicker.module.css";

export interface ResourcePickerProps<T> {
  /** Names the list in the query cache. */
  name: readonly unknown[];
  /** The first rows that fit the search. */
  list: (search: string, signal: AbortSignal) => Promise<T[]>;
  value: number | null;
  change: (id: number | null, item: T | null) => void;
  /** How a row reads; `hint` stands beside it in grey. */
  describe: (item: T) => { label: string; hint?: string };
  /** Reads the one that is chosen already, when the list does not hold it. */
  readOne: (id: number) => Promise<T | null>;
  /** Makes a new one by the name that was typed. */
  create?: (name: string) => Promise<T>;
  label?: ReactNode;
  description?: ReactNode;
  placeholder?: string;
  error?: ReactNode;
  isRequired?: boolean;
  isClearable?: boolean;
  isDisabled?: boolean;
  isFilterable?: (item: T) => boolean;
}

/** Choose one thing of which there may be thousands: the server searches. */
export function ResourcePicker<T extends { id: number }>(props: ResourcePickerProps<T>) {
  const { name, value, change, describe, readOne, create, isClearable = true } = props;
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const isMaking = useRef(false);
  const [search] = useDebouncedValue(text.trim(), 150);
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setText("");
    },
    onDropdownOpen: () => combobox.updateSelectedOptionIndex("active"),
  });
  const list = useQuery({
    queryKey: [...name, "picker", search],
    queryFn: ({ signal }) => props.list(search, signal),
    enabled: combobox.dropdownOpened,
    placeholderData: (previous) => previous,
  });
  const items = (list.data ?? []).filter((item) => props.isFilterable?.(item) ?? true);
  const known = items.find((item) => item.id === value);
  const chosen = useQuery({
    queryKey: [...name, "one", value],
    queryFn: () => (value === null ? null : readOne(value)),
    enabled: value !== null && !known,
    staleTime: 60_000,
  });
  const item = known ?? (chosen.data?.id === value ? chosen.data : null);
  const shownText = item
    ? describe(item).label
    : value === null || chosen.isLoading
      ? ""
      : t("picker.gone", { id: value });
  // As long as the answer is on its way nobody knows whether there is one of that name.
  const isKnown = list.data !== undefined && !list.isPlaceholderData && search === text.trim();
  const isNew =
    create && search && isKnown && !items.some((one) => describe(one).label.toLowerCase() === search.toLowerCase());

  async function submit(option: string): Promise<void> {
    if (isMaking.current) return;
    isMaking.current = option === "+";
    setProblem("");
    try {
      const picked =
        option === "+" ? ((await create?.(search)) ?? null) : (items.find((one) => String(one.id) === option) ?? null);
      if (picked) change(picked.id, picked);
      combobox.closeDropdown();
    } catch (error) {
      setProblem(asApiError(error).message);
    } finally {
      isMaking.current = false;
    }
  }

  const called = typeof props.label === "string" ? props.label : (props.placeholder ?? t("picker.choose"));
  return (
    <Combobox store={combobox} withinPortal onOptionSubmit={(option) => void submit(option)}>
      <Combobox.Target>
        <InputBase
          label={props.label}
          aria-label={props.label ? undefined : called}
          description={props.description}
          error={problem || props.error}
          required={props.isRequired}
          disabled={props.isDisabled}
          placeholder={shownText || (props.placeholder ?? t("picker.choose"))}
          value={combobox.dropdownOpened ? text : shownText}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onClick={() => combobox.openDropdown()}
          onFocus={(event) => event.currentTarget.select()}
          onBlur={() => combobox.closeDropdown()}
          rightSectionPointerEvents={isClearable && value !== null ? "all" : "none"}
          rightSection={
            list.isFetching ? (
              <Loader size={14} />
            ) : isClearable && value !== null && !props.isDisabled ? (
              <button
                type="button"
                className={classes.clear}
                aria-label={t("clear")}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => change(null, null)}
              >
                <IconX size={14} />
              </button>
            ) : (
              <Combobox.Chevron />
            )
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={called} tabIndex={0} mah={280} style={{ overflowY: "auto" }}>
          {items.map((one) => {
            const { label, hint } = describe(one);
            return (
              <Combobox.Option key={one.id} value={String(one.id)} active={one.id === value} className={classes.option}>
                <span className={classes.label}>{label}</span>
                {hint && (
                  <Text span size="xs" c="dimmed" className={classes.hint}>
                    {hint}
                  </Text>
                )}
              </Combobox.Option>
            );
          })}
          {isNew && <Combobox.Option value="+">{t("picker.create", { name: search })}</Combobox.Option>}
          {items.length === 0 && !isNew && (
            <Combobox.Empty>
              {list.isPending ? t("loading") : search ? t("picker.nothing", { search }) : t("picker.empty")}
            </Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
