import { Button, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notify } from "@/shared/notify/notify";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import type { QueryDefinition, SavedQuery } from "../types";

interface SaveQueryDialogProps {
  isOpen: boolean;
  close: () => void;
  query: QueryDefinition;
  /** The kept query that is open, when it is one's own: saving changes it. */
  opened: SavedQuery | null;
  saved: (row: SavedQuery) => void;
}

interface Fields extends Record<string, unknown> {
  name: string;
  is_shared: boolean;
}

export function SaveQueryDialog({ isOpen, close, ...props }: SaveQueryDialogProps) {
  const { t } = useTranslation("data");
  return (
    <Modal opened={isOpen} onClose={close} title={t("save.title")}>
      {isOpen && <SaveForm close={close} {...props} />}
    </Modal>
  );
}

function SaveForm({ close, query, opened, saved }: Omit<SaveQueryDialogProps, "isOpen">) {
  const { t } = useTranslation("data");
  const queries = useQueryClient();
  const form = useForm<Fields>({
    initialValues: { name: opened?.name ?? "", is_shared: opened?.is_shared ?? false },
    validate: { name: (name) => (name.trim() ? null : t("save.name_missing")) },
  });
  const save = useMutation({
    mutationFn: ({ fields, asNew }: { fields: Fields; asNew: boolean }) => {
      const body = { ...fields, name: fields.name.trim(), document: query };
      return opened?.is_mine && !asNew
        ? api.patch<SavedQuery>(`/api/queries/${opened.id}`, body)
        : api.post<SavedQuery>("/api/queries", body);
    },
    onSuccess: (row) => {
      void queries.invalidateQueries({ queryKey: ["data", "saved"] });
      notify(t("save.done", { name: row.name }));
      saved(row);
      close();
    },
    onError: (error) => showFieldError(form, error),
  });
  return (
    <form onSubmit={form.onSubmit((fields) => save.mutate({ fields, asNew: false }))}>
      <Stack>
        <FormError error={save.error} form={form} />
        <TextInput data-autofocus label={t("save.name")} maxLength={100} {...form.getInputProps("name")} />
        <Switch
          label={t("save.shared")}
          description={t("save.shared_help")}
          {...form.getInputProps("is_shared", { type: "checkbox" })}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          {opened?.is_mine && (
            <Button
              variant="default"
              loading={save.isPending}
              onClick={() => form.onSubmit((fields) => save.mutate({ fields, asNew: true }))()}
            >
              {t("save.as_new")}
            </Button>
          )}
          <Button type="submit" loading={save.isPending}>
            {t("save.action")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
