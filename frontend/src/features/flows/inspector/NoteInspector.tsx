import { Button, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { deleteSelected } from "../commands/deleteSelected";
import { setNote } from "../commands/setNote";
import { useEditor, useOpenEditor, useRunCommand } from "../EditorContext";
import classes from "./inspector.module.css";
import { TintPicker } from "./TintPicker";

const PLUGINS = [remarkGfm];

export function NoteInspector({ id }: { id: string }) {
  const { t } = useTranslation("flows");
  const { store } = useOpenEditor();
  const note = useEditor((state) => state.scene.document.notes?.[id]);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const run = useRunCommand();
  if (!note) return null;
  return (
    <>
      <header className={classes.head}>
        <h2 className={classes.title}>{t("notes.note")}</h2>
      </header>
      <div className={classes.body}>
        {isReadOnly ? (
          <div className={classes.prose}>
            <Markdown remarkPlugins={PLUGINS} disallowedElements={["img"]} unwrapDisallowed>
              {note.text}
            </Markdown>
          </div>
        ) : (
          <>
            <Textarea
              label={t("notes.text")}
              description={t("notes.hint")}
              value={note.text}
              autosize
              minRows={4}
              maxLength={4000}
              data-testid="note-text"
              onChange={(event) =>
                store.getState().apply(setNote, { note: id, values: { text: event.currentTarget.value } })
              }
            />
            <TintPicker
              value={note.color}
              change={(color) => store.getState().apply(setNote, { note: id, values: { color } })}
            />
          </>
        )}
      </div>
      {!isReadOnly && (
        <div className={classes.actions}>
          <Button variant="default" onClick={() => run(deleteSelected)}>
            {t("notes.delete")}
          </Button>
        </div>
      )}
    </>
  );
}
