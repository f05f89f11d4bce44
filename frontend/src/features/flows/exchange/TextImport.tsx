import { Button, FileButton, Group, Stack, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "../editor.module.css";
import { ProblemText } from "../inspector/ProblemText";
import { type ReadText, readText } from "./queries";

interface TextImportProps {
  read: ReadText | null;
  /** Null while what is there cannot be read. */
  setRead: (read: ReadText | null) => void;
}

const SHOWN = 6;

/** A flow from a file or from pasted text, YAML or JSON; tells at once what is missing here. */
export function TextImport({ read, setRead }: TextImportProps) {
  const { t } = useTranslation("flows");
  const [text, setText] = useState("");
  // Answers may overtake each other: what counts is the text that stands there.
  const latest = useRef(text);
  const parse = useMutation({
    mutationFn: readText,
    onSuccess: (found, asked) => asked === latest.current && setRead(found),
  });
  const take = (next: string) => {
    setText(next);
    latest.current = next;
    setRead(null);
    if (next.trim()) parse.mutate(next);
    else parse.reset();
  };
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <FileButton
          accept=".yaml,.yml,.json,application/json,text/yaml"
          onChange={(file) => void file?.text().then(take)}
        >
          {(props) => (
            <Button {...props} variant="default" data-testid="choose-file">
              {t("exchange.choose_file")}
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        label={t("exchange.paste")}
        value={text}
        rows={8}
        spellCheck={false}
        classNames={{ input: classes.codeText }}
        error={parse.error?.message}
        onChange={(event) => take(event.currentTarget.value)}
        data-testid="import-text"
      />
      {read && (
        <div data-testid="import-read">
          <p className={classes.hintText}>
            {t("exchange.read", { name: read.name, count: Object.keys(read.document.blocks).length })}
          </p>
          {read.problems.slice(0, SHOWN).map((problem) => (
            <ProblemText
              key={`${problem.block} ${problem.message}`}
              level={problem.level}
              message={problem.block ? `${problem.block}: ${problem.message}` : problem.message}
            />
          ))}
          {read.problems.length > SHOWN && (
            <p className={classes.hintText}>{t("exchange.more", { count: read.problems.length - SHOWN })}</p>
          )}
          {read.problems.length > 0 && <p className={classes.hintText}>{t("exchange.as_draft")}</p>}
        </div>
      )}
    </Stack>
  );
}
