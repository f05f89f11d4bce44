import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./SearchInput.module.css";

interface SearchInputProps {
  value: string;
  change: (value: string) => void;
  label: string;
}

const TYPING_MS = 200;

/** Tells what was typed once the person pauses. */
export function SearchInput({ value, change, label }: SearchInputProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => change(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, value, change]);
  return (
    <TextInput
      className={classes.search}
      type="search"
      placeholder={label}
      aria-label={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text && <CloseButton size="sm" aria-label={t("clear")} onClick={() => setText("")} />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
