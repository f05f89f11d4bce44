import { Button, Group, Modal, Radio, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { confirm } from "@/shared/ui/confirm";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import { type IssuedCertificate, reloadCredentials } from "./credentialQueries";
import { IssuedView } from "./IssuedView";
import { PemField } from "./PemField";

interface CertificateDialogProps {
  device: { id: number; name: string };
  close: () => void;
}

const VALIDITY_DAYS = ["90", "365", "730", "1825"] as const;
const KEYS = ["ec", "rsa", "csr"] as const;

const EMPTY = {
  name: "",
  key: "ec",
  csr: "",
  days: "365",
};

/** Ask for a certificate; then show it with its key, this once. Mounted while it is open. */
export function CertificateDialog({ device, close }: CertificateDialogProps) {
  const { t } = useTranslation("credentials");
  const queries = useQueryClient();
  const [isSaved, setSaved] = useState(false);
  const form = useForm({
    initialValues: EMPTY,
    validate: { csr: (csr, { key }) => (key === "csr" && !csr.trim() ? t("csr_missing") : null) },
  });
  const issue = useMutation({
    mutationFn: ({ name, key, csr, days }: typeof EMPTY) =>
      api.post<IssuedCertificate>(`/api/devices/${device.id}/certificates`, {
        name: name.trim(),
        days: Number(days),
        ...(key === "csr" ? { csr } : { algorithm: key }),
      }),
    onSuccess: () => reloadCredentials(queries, device.id),
    onError: (error) => showFieldError(form, error),
  });
  const issued = issue.data;

  async function leave(): Promise<void> {
    const isLost = issued?.private_key && !isSaved;
    if (
      isLost &&
      !(await confirm({
        title: t("close_unsaved_title"),
        text: t("close_unsaved_text"),
        action: t("close_unsaved"),
        isDangerous: true,
      }))
    )
      return;
    close();
  }

  return (
    <Modal
      opened
      onClose={() => void leave()}
      title={t("new_certificate_for", { name: device.name })}
      size={issued ? "lg" : "md"}
      closeOnClickOutside={!issued}
    >
      {issued ? (
        <IssuedView device={device} issued={issued} saved={() => setSaved(true)} done={() => void leave()} />
      ) : (
        <form onSubmit={form.onSubmit((fields) => issue.mutate(fields))}>
          <Stack>
            <FormError error={issue.error} form={form} />
            <TextInput
              data-autofocus
              label={t("name")}
              placeholder={t("name_placeholder")}
              maxLength={100}
              {...form.getInputProps("name")}
            />
            <Radio.Group label={t("key")} {...form.getInputProps("key")}>
              <Stack gap="xs" mt="xs">
                {KEYS.map((key) => (
                  <Radio key={key} value={key} label={t(`keys.${key}`)} description={t(`keys_help.${key}`)} />
                ))}
              </Stack>
            </Radio.Group>
            {form.values.key === "csr" && (
              <PemField
                label={t("csr")}
                value={form.values.csr}
                change={(csr) => form.setFieldValue("csr", csr)}
                error={form.errors.csr}
              />
            )}
            <Select
              label={t("validity")}
              data={VALIDITY_DAYS.map((value) => ({ value, label: t(`validities.${value}`) }))}
              allowDeselect={false}
              {...form.getInputProps("days")}
            />
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={close}>
                {t("cancel")}
              </Button>
              <Button type="submit" loading={issue.isPending}>
                {t("issue")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
