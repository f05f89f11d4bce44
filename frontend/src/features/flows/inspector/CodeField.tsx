import { Button, Group, Input, Modal, Text } from "@mantine/core";
import { IconArrowsMaximize } from "@tabler/icons-react";
import { type KeyboardEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { LazyCodeEditor } from "@/shared/code/LazyCodeEditor";
import type { CodeLanguage, Names } from "@/shared/code/languages";
import { markOf } from "@/shared/code/marks";
import classes from "./inspector.module.css";

interface CodeFieldProps {
  value: string;
  set: (value: string) => void;
  language: CodeLanguage;
  maxLength: number | undefined;
  /** All params of the block: its ports complete what is typed. */
  around: Readonly<Record<string, unknown>>;
  shared: {
    label: string | undefined;
    description: string | undefined;
    error: string | undefined;
    disabled: boolean;
    "data-testid": string;
  };
}

/** Code in the inspector, and with room around it in a dialog. Both write into the same param. */
export function CodeField({ value, set, language, maxLength, around, shared }: CodeFieldProps) {
  const { t } = useTranslation("flows");
  const [isWide, setWide] = useState(false);
  const { label = t("code.title"), description, error, disabled } = shared;
  const marks = useMemo(() => [markOf(error)].filter((mark) => mark !== null), [error]);
  const names = useMemo(() => namesIn(around), [around]);
  const common = { value, onChange: set, language, marks, names, isReadOnly: disabled, maxLength };
  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div">
      <div className={classes.codeField}>
        {/* One editor at a time holds the text: two would each keep an undo of their own. */}
        {!isWide && <LazyCodeEditor {...common} label={label} testId={shared["data-testid"]} />}
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowsMaximize size={14} />}
          onClick={() => setWide(true)}
        >
          {t(disabled ? "code.view" : `code.edit_${language}`)}
        </Button>
      </div>
      <Modal
        opened={isWide}
        onClose={() => setWide(false)}
        title={label}
        size="min(1100px, 94vw)"
        // The editor has the first word on Esc: an open list of completions, or the search, closes before the dialog does.
        closeOnEscape={false}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== "Escape" || event.defaultPrevented) return;
          event.stopPropagation();
          setWide(false);
        }}
      >
        <div className={classes.wideCode}>
          <LazyCodeEditor {...common} label={label} isWide testId="wide-code" />
        </div>
        <Group justify="space-between" mt="xs" wrap="nowrap">
          <Text size="sm" c={error ? "var(--critical-text)" : "dimmed"} role={error ? "alert" : undefined}>
            {error ?? t("code.hint")}
          </Text>
          <Button onClick={() => setWide(false)}>{t("code.done")}</Button>
        </Group>
      </Modal>
    </Input.Wrapper>
  );
}

const WORDS = ["inputs", "outputs", "getInputValue", "setOutputValue", "state", "at", "trigger", "console"];

function namesIn(around: Readonly<Record<string, unknown>>): Names {
  return {
    words: WORDS,
    members: { inputs: rowNames(around.inputs), outputs: rowNames(around.outputs), console: ["log"] },
  };
}

function rowNames(rows: unknown): string[] {
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: unknown) =>
    typeof row === "object" && row !== null && "name" in row && typeof row.name === "string" ? [row.name] : [],
  );
}
