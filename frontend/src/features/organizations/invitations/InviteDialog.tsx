import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notify } from "@/shared/notify/notify";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import { ProfilesField } from "../ProfilesField";
import type { Invitation } from "../types";

/** A type, not an interface: the form library wants an index signature. */
type Fields = { email: string; name: string; profile_ids: number[] };
const EMPTY: Fields = { email: "", name: "", profile_ids: [] };

/** Ask somebody in by mail. */
export function InviteDialog({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const { t } = useTranslation("organizations");
  const queries = useQueryClient();
  const form = useForm<Fields>({
    initialValues: EMPTY,
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t("invitations.email_wrong", { value })),
      profile_ids: (ids) => (ids.length > 0 ? null : t("profiles.one_needed")),
    },
  });
  const invite = useMutation({
    mutationFn: (fields: Fields) =>
      api.post<Invitation>("/api/invitations", {
        ...fields,
        email: fields.email.trim(),
        name: fields.name.trim(),
      }),
    onSuccess: ({ email }) => {
      void queries.invalidateQueries({ queryKey: ["invitations"] });
      void queries.invalidateQueries({ queryKey: ["outbox"] });
      notify(t("invitations.invited", { email }));
      close();
    },
    onError: (error) => showFieldError(form, error),
  });
  const { setValues, clearErrors } = form;
  const { reset } = invite;
  useEffect(() => {
    if (!isOpen) return;
    setValues(EMPTY);
    clearErrors();
    reset();
  }, [isOpen, setValues, clearErrors, reset]);
  return (
    <Modal opened={isOpen} onClose={close} title={t("invitations.invite")}>
      <form noValidate onSubmit={form.onSubmit((fields) => invite.mutate(fields))}>
        <Stack>
          <FormError error={invite.error} form={form} />
          <Text c="dimmed">{t("invitations.text")}</Text>
          <TextInput
            data-autofocus
            type="email"
            label={t("users.email")}
            autoComplete="off"
            {...form.getInputProps("email")}
          />
          <TextInput
            label={t("users.name")}
            description={t("invitations.name_help")}
            maxLength={100}
            autoComplete="off"
            {...form.getInputProps("name")}
          />
          <ProfilesField
            value={form.values.profile_ids}
            change={(ids) => form.setFieldValue("profile_ids", ids)}
            error={form.errors.profile_ids}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={invite.isPending}>
              {t("invitations.send")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
