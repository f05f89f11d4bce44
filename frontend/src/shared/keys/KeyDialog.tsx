import { Button, Group, Modal, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { FormError, showFieldError } from "../ui/FormError";
import { type Expiry, expiresAt } from "./expiry";
import { type IssuedKey, keysQuery } from "./keysQuery";

/** What a key can be given. */
export interface KeyProfile {
  id: number;
  name: string;
  access_rest: boolean;
}

interface KeyDialogProps {
  /** Where the keys are: one's own, or somebody's. */
  path: string;
  profiles: readonly KeyProfile[];
  isOpen: boolean;
  close: () => void;
  issued: (key: IssuedKey) => void;
}

/** A type, not an interface: the form library wants an index signature. */
type Fields = { name: string; profile_ids: string[]; expiry: Expiry; day: string };

const EXPIRIES: Expiry[] = ["30", "90", "365", "day", "never"];

/** What the key is for, what it may, and how long. */
export function KeyDialog({ path, profiles, isOpen, close, issued }: KeyDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useForm<Fields>({
    initialValues: { name: "", profile_ids: [], expiry: "90", day: "" },
    validate: {
      name: (name) => (name.trim() ? null : t("api_keys.name_missing")),
      profile_ids: (ids) => (ids.length > 0 ? null : t("api_keys.profiles_missing")),
      day: (day, { expiry }) => (expiry === "day" && !day ? t("api_keys.day_missing") : null),
    },
  });
  const issue = useMutation({
    mutationFn: ({ name, profile_ids, expiry, day }: Fields) =>
      api.post<IssuedKey>(path, {
        name: name.trim(),
        profile_ids: profile_ids.map(Number),
        expires_at: expiresAt(expiry, day, new Date()),
      }),
    onSuccess: (key) => {
      void queries.invalidateQueries({ queryKey: keysQuery(path).queryKey });
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
    <Modal opened={isOpen} onClose={close} title={t("api_keys.new")}>
      <form onSubmit={form.onSubmit((fields) => issue.mutate(fields))}>
        <Stack>
          <FormError error={issue.error} form={form} />
          <TextInput
            data-autofocus
            label={t("api_keys.name")}
            description={t("api_keys.name_help")}
            maxLength={100}
            {...form.getInputProps("name")}
          />
          <MultiSelect
            label={t("api_keys.profiles")}
            description={t("api_keys.profiles_help")}
            data={profiles.map(({ id, name, access_rest }) => ({
              value: String(id),
              label: access_rest ? name : t("api_keys.without_rest", { name }),
              disabled: !access_rest,
            }))}
            {...form.getInputProps("profile_ids")}
          />
          <Group grow align="flex-start">
            <Select
              label={t("api_keys.expires")}
              allowDeselect={false}
              data={EXPIRIES.map((value) => ({ value, label: t(`api_keys.expiries.${value}`) }))}
              {...form.getInputProps("expiry")}
            />
            {form.values.expiry === "day" && (
              <TextInput type="date" label={t("api_keys.day")} {...form.getInputProps("day")} />
            )}
          </Group>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={issue.isPending}>
              {t("api_keys.create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
