import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { CopyField } from "@/shared/ui/CopyField";
import { FormError } from "@/shared/ui/FormError";
import { type Credential, type IssuedToken, reloadCredentials } from "./credentialQueries";

interface TokenDialogProps {
  device: { id: number; name: string };
  /** The token in whose place a new one comes. */
  rotated?: Credential;
  close: () => void;
}

const OVERLAPS_S = ["0", "3600", "86400", "604800"] as const;

/** Ask for a token's name, or how long the old one lasts; then show the new one, this once. Mounted while it is open. */
export function TokenDialog({ device, rotated, close }: TokenDialogProps) {
  const { t } = useTranslation("credentials");
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [overlap, setOverlap] = useState("86400");
  const issue = useMutation({
    mutationFn: () =>
      rotated
        ? api.post<IssuedToken>(`/api/credentials/${rotated.id}/rotate`, { overlap_s: Number(overlap) })
        : api.post<IssuedToken>(`/api/devices/${device.id}/credentials`, { name: name.trim() }),
    onSuccess: () => reloadCredentials(queries, device.id),
  });
  const issued = issue.data;
  const title = rotated ? t("rotate_title", { hint: rotated.hint }) : t("new_token_for", { name: device.name });
  return (
    // A click beside the dialog must not end the only moment in which the token can be read.
    <Modal opened onClose={close} title={title} closeOnClickOutside={!issued} closeOnEscape={!issued}>
      {issued ? (
        <Stack>
          <Alert variant="light" color="blue" icon={<IconEyeOff size={16} aria-hidden />}>
            {t("shown_once")}
          </Alert>
          <CopyField label={t("token")} value={issued.token} />
          <Group justify="flex-end">
            <Button onClick={close}>{t("done")}</Button>
          </Group>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            issue.mutate();
          }}
        >
          <Stack>
            <FormError error={issue.error} />
            {rotated ? (
              <>
                <Text>{t("rotate_text")}</Text>
                <Select
                  label={t("overlap")}
                  data={OVERLAPS_S.map((value) => ({ value, label: t(`overlaps.${value}`) }))}
                  value={overlap}
                  onChange={(value) => value && setOverlap(value)}
                  allowDeselect={false}
                />
              </>
            ) : (
              <TextInput
                data-autofocus
                label={t("name")}
                placeholder={t("name_placeholder")}
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
            )}
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={close}>
                {t("cancel")}
              </Button>
              <Button type="submit" loading={issue.isPending}>
                {rotated ? t("rotate") : t("issue")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
