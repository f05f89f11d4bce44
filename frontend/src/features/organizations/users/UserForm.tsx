import { Button, Group, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notify } from "@/shared/notify/notify";
import { useLeaveGuard } from "@/shared/routing/useLeaveGuard";
import { meQuery } from "@/shared/session/useMe";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import { ProfilesField } from "../ProfilesField";
import { userQuery } from "../queries";
import type { Person } from "../types";

/** A type, not an interface: the form library wants an index signature. */
type Fields = { name: string; profile_ids: number[] };

export function UserForm({ person }: { person: Person }) {
  const { t } = useTranslation("organizations");
  const queries = useQueryClient();
  const form = useForm<Fields>({
    initialValues: { name: person.name, profile_ids: person.profiles.map(({ id }) => id) },
    validate: { profile_ids: (ids) => (ids.length > 0 ? null : t("profiles.one_needed")) },
  });
  const save = useMutation({
    mutationFn: ({ name, profile_ids }: Fields) =>
      // Accounts of other organizations are theirs to name; here only profiles are given and taken.
      api.patch<Person>(
        `/api/users/${person.id}`,
        person.is_ours ? { name: name.trim(), profile_ids } : { profile_ids },
      ),
    onSuccess: (saved, fields) => {
      queries.setQueryData(userQuery(person.id).queryKey, saved);
      form.resetDirty(fields);
      void queries.invalidateQueries({ queryKey: ["users", "list"] });
      void queries.invalidateQueries({ queryKey: ["profiles"] });
      // It may have been oneself.
      void queries.invalidateQueries({ queryKey: meQuery.queryKey });
      notify(t("users.saved", { name: saved.name || saved.email }));
    },
    onError: (error) => showFieldError(form, error),
  });
  useLeaveGuard(form.isDirty() && !save.isPending, person.name || person.email);
  return (
    <form onSubmit={form.onSubmit((fields) => save.mutate(fields))}>
      <Stack>
        <FormError error={save.error} form={form} />
        {!person.is_ours && <Text c="dimmed">{t("users.not_ours")}</Text>}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t("users.name")}
            maxLength={100}
            disabled={!person.is_ours}
            {...form.getInputProps("name")}
          />
          <TextInput label={t("users.email")} value={person.email} readOnly />
        </SimpleGrid>
        <ProfilesField
          value={form.values.profile_ids}
          change={(ids) => form.setFieldValue("profile_ids", ids)}
          error={form.errors.profile_ids}
          also={person.profiles}
        />
        <Group justify="flex-end">
          <Button type="submit" disabled={!form.isDirty()} loading={save.isPending}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
