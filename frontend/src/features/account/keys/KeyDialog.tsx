import { Button, Group, Modal, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { useMe } from "@/shared/session/useMe";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import { type IssuedKey, keysQuery } from "../queries";
import { type Expiry, expiresAt } from "./expiry";

interface KeyDialogProps {
  isOpen: boolean;
  close: () => void;
  issued: (key: IssuedKey) => void;
}

/** A type, not an interface: the form library wants an index signature. */
type Fields = { name: string; profile_ids: string[]; expiry: Expiry; day: string };

const EXPIRIES: Expiry[] = ["30", "90", "365", "day", "never"];

/** What the key is for, what it may, and how long. */
export function KeyDialog({ isOpen, close, issued }: KeyDialogProps) {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const profiles = useMe()?.profiles ?? [];
  const form = useForm<Fields>({
    initialValues: { name: "", profile_ids: [], expiry: "90", day: "" },
    validate: {
      name: (name) => (name.trim() ? null : t("keys.name_missing")),
      profile_ids: (ids) => (ids.length > 0 ? null : t("keys.profiles_missing")),
      day: (day, { expiry }) => (expiry === "day" && !day ? t("keys.day_missing") : null),
    },
  });
  const issue = useMutation({
    mutationFn: ({ name, profile_ids, expiry, day }: Fields) =>
      api.post<IssuedKey>("/api/api-keys", {
        name: name.trim(),
        profile_ids: profile_ids.map(Number),
        expires_at: expiresAt(expiry, day, new Date()),
      }),
    onSuccess: (key) => {
      void queries.invalidateQueries({ queryKey: keysQuery.queryKey });
      close();
      issued(key);
    },
    onError: (error) => showFieldError(form, error),
  });
  const { setValues, clearErrors } = form;
  const { reset } = issue;
  const usable = profiles.filter(({ access_rest }) => access_rest).map(({ id }) => String(id));
  const only = usable.length === 1 ? usable.join() : "";
  useEffect(() => {
    if (!isOpen) return;
    setValues({ name: "", profile_ids: only ? [only] : [], expiry: "90", day: "" });
    clearErrors();
    reset();
  }, [isOpen, only, setValues, clearErrors, reset]);
  return (
    <Modal opened={isOpen} onClose={close} title={t("keys.new")}>
      <form onSubmit={form.onSubmit((fields) => issue.mutate(fields))}>
        <Stack>
          <FormError error={issue.error} form={form} />
          <TextInput
            data-autofocus
            label={t("keys.name")}
            description={t("keys.name_help")}
            maxLength={100}
            {...form.getInputProps("name")}
          />
          <MultiSelect
            label={t("keys.profiles")}
            description={t("keys.profiles_help")}
            data={profiles.map(({ id, name, access_rest }) => ({
              value: String(id),
              label: access_rest ? name : t("keys.without_rest", { name }),
              disabled: !access_rest,
            }))}
            {...form.getInputProps("profile_ids")}
          />
          <Group grow align="flex-start">
            <Select
              label={t("keys.expires")}
              allowDeselect={false}
              data={EXPIRIES.map((value) => ({ value, label: t(`keys.expiries.${value}`) }))}
              {...form.getInputProps("expiry")}
            />
            {form.values.expiry === "day" && (
              <TextInput type="date" label={t("keys.day")} {...form.getInputProps("day")} />
            )}
          </Group>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={issue.isPending}>
              {t("keys.create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
