import { Button, Group, List, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { FormError } from "@/shared/ui/FormError";
import type { Clip } from "../commands/pasteWidgets";
import { parseWidget } from "../document/dashboardDocument";
import { widgetKind } from "../widgets/registry";

interface Answer {
  widgets: unknown[];
  problems: string[];
}

interface ImportIotoDialogProps {
  close: () => void;
  paste: (text: string) => boolean;
}

/** Widgets of an Ioto-style device manager, pasted as JSON. What does not map stands there in words before it is closed. */
export function ImportIotoDialog({ close, paste }: ImportIotoDialogProps) {
  const { t } = useTranslation("dashboards");
  const [text, setText] = useState("");
  const translate = useMutation({
    mutationFn: () => api.post<Answer>("/api/ioto-widgets", { text }),
    onSuccess: ({ widgets, problems }) => {
      const clip = clipFrom(widgets);
      if (clip.items.length > 0) paste(JSON.stringify(clip));
      if (problems.length === 0) close();
    },
  });
  const { data } = translate;
  return (
    <Modal opened onClose={close} title={t("ioto.title")} size="lg">
      <Stack>
        {data ? (
          <>
            <Text>{t("ioto.added", { count: data.widgets.length })}</Text>
            <List size="sm" aria-label={t("ioto.problems")}>
              {data.problems.map((problem) => (
                <List.Item key={problem}>{problem}</List.Item>
              ))}
            </List>
          </>
        ) : (
          <>
            <Text c="dimmed">{t("ioto.text")}</Text>
            <Textarea
              label={t("ioto.label")}
              autosize
              minRows={8}
              maxRows={20}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              data-autofocus
            />
            <FormError error={translate.error} />
          </>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t(data ? "shared:close" : "shared:cancel")}
          </Button>
          {!data && (
            <Button disabled={text.trim() === ""} loading={translate.isPending} onClick={() => translate.mutate()}>
              {t("ioto.action")}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** Each as large as a new one of its kind, one below the other. */
export function clipFrom(widgets: readonly unknown[]): Clip {
  let y = 0;
  const items = widgets.flatMap((raw) => {
    const widget = parseWidget(raw);
    const kind = widget && widgetKind(widget.type);
    if (!kind) return [];
    const at = { x: 0, y };
    y += kind.size.desktop.h;
    return [{ widget, sizes: kind.size, at }];
  });
  return { kind: "sluice/widgets", frame: "grid", items };
}
