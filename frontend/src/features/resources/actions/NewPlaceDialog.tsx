import { Button, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api, inOrganization } from "@/shared/api/client";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import type { Organization, Site, TreeItem } from "../types";

interface NewPlaceDialogProps {
  kind: "organization" | "site" | null;
  /** The organization that takes it. */
  place: TreeItem | null;
  close: () => void;
  made: (key: string) => void;
}

const EMPTY = { name: "", description: "" };

async function create(kind: "organization" | "site", parent: TreeItem, fields: typeof EMPTY): Promise<string> {
  if (kind === "organization") {
    return `o:${(await api.post<Organization>("/api/organizations", { ...fields, parent_id: parent.id })).id}`;
  }
  return `s:${(await api.post<Site>("/api/sites", fields, inOrganization(parent.id))).id}`;
}

/** A new sub-organization or site; what else there is to know of it is filled in on its page. */
export function NewPlaceDialog({ kind, place, close, made }: NewPlaceDialogProps) {
  const { t } = useTranslation("resources");
  const form = useForm({
    initialValues: EMPTY,
    validate: { name: (name) => (name.trim() ? null : t("name_missing")) },
  });
  const save = useMutation({
    mutationFn: (fields: typeof EMPTY) => {
      if (!kind || !place) throw new Error("There is nothing to make.");
      return create(kind, place, { ...fields, name: fields.name.trim() });
    },
    onSuccess: (key) => {
      close();
      made(key);
    },
    onError: (error) => showFieldError(form, error),
  });
  const { setValues, clearErrors } = form;
  const { reset } = save;
  useEffect(() => {
    if (!kind) return;
    setValues(EMPTY);
    clearErrors();
    reset();
  }, [kind, setValues, clearErrors, reset]);
  return (
    <Modal opened={kind !== null} onClose={close} title={kind && t(`create.${kind}_title`, { place: place?.label })}>
      <form onSubmit={form.onSubmit((fields) => save.mutate(fields))}>
        <Stack>
          <FormError error={save.error} form={form} />
          <TextInput data-autofocus label={t("name")} maxLength={100} {...form.getInputProps("name")} />
          <Textarea
            label={t("description")}
            autosize
            minRows={1}
            maxRows={4}
            maxLength={500}
            {...form.getInputProps("description")}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t("create.action")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
