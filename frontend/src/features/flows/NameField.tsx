import { TextInput } from "@mantine/core";
import { useState } from "react";
import classes from "./editor.module.css";

interface NameFieldProps {
  name: string;
  label: string;
  /** What was typed, or null when the person thought better of it. */
  done: (name: string | null) => void;
}

export function NameField({ name, label, done }: NameFieldProps) {
  const [text, setText] = useState(name);
  return (
    <TextInput
      autoFocus
      className={classes.nameField}
      aria-label={label}
      maxLength={100}
      value={text}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => done(text.trim())}
      onKeyDown={(event) => {
        if (event.key === "Enter") done(text.trim());
        if (event.key === "Escape") done(null);
      }}
    />
  );
}
