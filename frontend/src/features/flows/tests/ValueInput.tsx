import { TextInput } from "@mantine/core";
import { useState } from "react";
import classes from "./tests.module.css";
import { readValue, writeValue } from "./values";

interface ValueInputProps {
  label: string;
  value: unknown;
  change: (value: unknown) => void;
  placeholder?: string;
  /** Empty means that any value will do. */
  isOptional?: boolean;
  testId?: string;
}

/** A number, a text, true, or JSON, as it is typed. */
export function ValueInput({ label, value, change, placeholder, isOptional = false, testId }: ValueInputProps) {
  // What is being typed stays as it is; `1.` would otherwise lose its dot.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      size="xs"
      className={classes.value}
      aria-label={label}
      placeholder={placeholder}
      value={typed ?? writeValue(value)}
      data-testid={testId}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        change(text === "" && isOptional ? undefined : readValue(text));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
