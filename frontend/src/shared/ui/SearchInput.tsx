import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./SearchInput.module.css";
import { useTyped } from "./useTyped";

interface SearchInputProps {
  value: string;
  change: (value: string) => void;
  label: string;
  /** In a dialog: where typing begins. */
  isFirst?: boolean;
  /** As wide as the fields below it. */
  isWide?: boolean;
}

const TYPING_MS = 200;

/** Tells what was typed once the person pauses. */
export function SearchInput({ value, change, label, isFirst = false, isWide = false }: SearchInputProps) {
  const { t } = useTranslation();
  const { text, setText, told } = useTyped(value);
  const latest = useRef({ change, told });
  latest.current = { change, told };
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => {
      latest.current.told(text);
      latest.current.change(text);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <TextInput
      className={isWide ? undefined : classes.search}
      type="search"
      data-autofocus={isFirst || undefined}
      placeholder={label}
      aria-label={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text && <CloseButton size="sm" aria-label={t("clear")} onClick={() => setText("")} />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
