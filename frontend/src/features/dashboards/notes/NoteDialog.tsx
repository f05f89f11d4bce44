import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import { momentOfWallClock, momentText, wallClock } from "@/shared/time/format";
import type { Annotation } from "../data/marks";

export interface OpenNote {
  at_ms: number;
  until_ms: number | null;
  /** The one that is changed; null writes a new one. */
  note: Annotation | null;
}

interface NoteDialogProps {
  dashboardId: number;
  open: OpenNote;
  mayChange: boolean;
  close: () => void;
  changed: () => void;
}

/** Write down what happened at a moment, or over a stretch of time; it stands on every chart of the dashboard. */
export function NoteDialog({ dashboardId, open, mayChange, close, changed }: NoteDialogProps) {
  const { t } = useTranslation("dashboards");
  const { note } = open;
  const until_ms = note?.until ? Date.parse(note.until) : open.until_ms;
  const [text, setText] = useState(note?.text ?? "");
  const [at, setAt] = useState(wallClock(note ? Date.parse(note.at) : open.at_ms));
  const [until, setUntil] = useState(until_ms === null ? "" : wallClock(until_ms));
  const url = `/api/dashboards/${dashboardId}/annotations`;
  const done = () => {
    changed();
    close();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = { text: text.trim(), at: isoOf(at), until: until ? isoOf(until) : null };
      return note ? api.patch<Annotation>(`${url}/${note.id}`, body) : api.post<Annotation>(url, body);
    },
    onSuccess: done,
  });
  const remove = useMutation({ mutationFn: () => api.delete(`${url}/${note?.id}`), onSuccess: done });
  const error = save.error ?? remove.error;
  return (
    <Modal opened onClose={close} title={t(note ? "note.change" : "note.add")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() && !save.isPending) save.mutate();
        }}
      >
        <Stack>
          <Textarea
            data-autofocus
            label={t("note.text")}
            autosize
            minRows={2}
            maxLength={500}
            required
            readOnly={!mayChange}
            value={text}
            error={error ? asApiError(error).message : undefined}
            onChange={(event) => setText(event.currentTarget.value)}
            data-testid="note-text"
          />
          <Group grow align="flex-start">
            <TextInput
              type="datetime-local"
              step={1}
              label={t("note.at")}
              required
              readOnly={!mayChange}
              value={at}
              onChange={(event) => setAt(event.currentTarget.value)}
            />
            <TextInput
              type="datetime-local"
              step={1}
              label={t("note.until")}
              description={t("note.untilHelp")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              readOnly={!mayChange}
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
          </Group>
          {note && (
            <Text size="xs" c="dimmed">
              {t("note.by", { name: note.author ?? t("note.somebody"), when: momentText(note.created_at) })}
              {note.changed_by &&
                note.changed_at &&
                ` · ${t("note.changedBy", { name: note.changed_by, when: momentText(note.changed_at) })}`}
            </Text>
          )}
          <Group justify="space-between">
            {note && mayChange ? (
              <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
                {t("note.delete")}
              </Button>
            ) : (
              <span />
            )}
            <Group>
              <Button variant="default" onClick={close}>
                {t("shared:cancel")}
              </Button>
              {mayChange && (
                <Button type="submit" disabled={!text.trim() || !at} loading={save.isPending} data-testid="save-note">
                  {t("note.save")}
                </Button>
              )}
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The form lets no empty one through. */
function isoOf(wall: string): string {
  return new Date(momentOfWallClock(wall) ?? Number.NaN).toISOString();
}
