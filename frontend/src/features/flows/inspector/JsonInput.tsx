import { Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isSame } from "../graph/changes";
import classes from "./inspector.module.css";

interface JsonInputProps {
  value: unknown;
  set: (value: unknown) => void;
  label: string | undefined;
  description: string | undefined;
  error: string | undefined;
  disabled: boolean;
}

/** For params of free shape. Half-typed text stays in the field; only what parses reaches the document. */
export function JsonInput({ value, set, error, ...shared }: JsonInputProps) {
  const { t } = useTranslation("flows");
  const [text, setText] = useState(() => printed(value));
  const parsed = parse(text);
  useEffect(() => {
    setText((current) => (isSame(parse(current)?.value, value) ? current : printed(value)));
  }, [value]);
  return (
    <Textarea
      {...shared}
      error={parsed ? error : t("form.no_json")}
      autosize
      minRows={2}
      maxRows={16}
      spellCheck={false}
      classNames={{ input: classes.code }}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        const next = parse(event.currentTarget.value);
        if (next) set(next.value);
      }}
    />
  );
}

function printed(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}

function parse(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
