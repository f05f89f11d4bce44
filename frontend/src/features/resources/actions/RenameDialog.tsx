import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notifyError, offerUndo } from "@/shared/notify/notify";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import type { TreeItem } from "../types";
import { addressOf } from "./addresses";
import { useTreeChanged } from "./useMove";

export function RenameDialog({ subject, close }: { subject: TreeItem | null; close: () => void }) {
  const { t } = useTranslation("resources");
  const changed = useTreeChanged();
  const form = useForm({
    initialValues: { name: "" },
    validate: { name: (name) => (name.trim() ? null : t("name_missing")) },
  });
  const rename = useMutation({
    mutationFn: async ({ item, name }: { item: TreeItem; name: string }) => {
      await api.patch(addressOf(item), { name });
      return { item, name };
    },
    onSuccess: ({ item, name }) => {
      void changed();
      close();
      offerUndo({
        message: t("renamed", { before: item.label, name }),
        undo: () => void api.patch(addressOf(item), { name: item.label }).then(changed, notifyError),
      });
    },
    onError: (error) => showFieldError(form, error),
  });
  const { setValues, clearErrors } = form;
  const { reset } = rename;
  useEffect(() => {
    if (!subject) return;
    setValues({ name: subject.label });
    clearErrors();
    reset();
  }, [subject, setValues, clearErrors, reset]);
  return (
    <Modal opened={subject !== null} onClose={close} title={t("rename_title", { name: subject?.label })} size="sm">
      <form
        onSubmit={form.onSubmit(({ name }) => {
          if (!subject || name.trim() === subject.label) close();
          else rename.mutate({ item: subject, name: name.trim() });
        })}
      >
        <Stack>
          <FormError error={rename.error} form={form} />
          <TextInput data-autofocus label={t("name")} maxLength={100} {...form.getInputProps("name")} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={rename.isPending}>
              {t("action.rename")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
