import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, inOrganization } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import { NamedPicker } from "@/shared/pickers/NamedPicker";
import { FormError } from "@/shared/ui/FormError";
import { TemplateForm, type TemplateOrder } from "../commands/TemplateForm";
import { deviceTypeQuery } from "../types/queries";
import { BatchProgress } from "./BatchProgress";
import type { Subject } from "./bulk";
import { Refusals } from "./Refusals";

type Sent = components["schemas"]["SentOut"];

interface BulkCommandDialogProps {
  /** All of one organization. */
  devices: readonly Subject[] | null;
  /** The type that all of them have, where they do. */
  typeId: number | null;
  close: () => void;
}

/** One command to many devices, and how far it has come. */
export function BulkCommandDialog({ devices, typeId, close }: BulkCommandDialogProps) {
  const { t } = useTranslation("devices");
  const organizationId = devices?.[0]?.organization_id;
  const [chosenType, setChosenType] = useState<number | null>(null);
  const type = chosenType ?? typeId;
  const template = useQuery({ ...deviceTypeQuery(type ?? 0), enabled: devices !== null && type !== null });
  const send = useMutation({
    mutationFn: (order: TemplateOrder) =>
      api.post<Sent>(
        "/api/commands",
        { ...order, device_ids: devices?.map(({ id }) => id) },
        inOrganization(organizationId),
      ),
  });
  const { reset } = send;
  useEffect(() => {
    if (!devices) return;
    setChosenType(null);
    reset();
  }, [devices, reset]);
  const count = devices?.length ?? 0;
  const commands = template.data?.commands ?? [];
  return (
    <Modal opened={devices !== null} onClose={close} title={t("bulk.command_title", { count })} size="lg">
      <Stack>
        {send.data ? (
          <>
            <BatchProgress batch={send.data.batch} organizationId={organizationId} />
            <Refusals refused={send.data.refused} total={send.data.refused_total} />
            <Group justify="flex-end">
              <Button onClick={close}>{t("close")}</Button>
            </Group>
          </>
        ) : (
          <>
            <NamedPicker
              kind="device-types"
              label={t("bulk.command_type")}
              description={t("bulk.command_type_help")}
              organization={organizationId}
              canCreate={false}
              value={type}
              change={setChosenType}
            />
            <FormError error={send.error ?? template.error} />
            {commands.length > 0 ? (
              <TemplateForm
                key={type}
                templates={commands}
                target={t("count", { count })}
                send={(order) => send.mutate(order)}
                isSending={send.isPending}
              />
            ) : (
              template.data && <Text c="dimmed">{t("bulk.no_commands", { type: template.data.name })}</Text>
            )}
          </>
        )}
      </Stack>
    </Modal>
  );
}
