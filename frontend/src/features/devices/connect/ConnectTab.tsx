import { Button, Stack, Text } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { Credential, Device, IssuedToken } from "@/shared/api/types";
import { notifyError } from "@/shared/notify/notify";
import { TimeText } from "@/shared/time/TimeText";
import { confirm } from "@/shared/ui/confirm";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { credentialsQuery } from "../queries";
import { Recipes } from "./Recipes";
import { TokenDialog } from "./TokenDialog";

/** Tokens of the device, and lines to paste that use one. */
export function ConnectTab({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const [token, setToken] = useState<string | null>(null);
  const credentials = useQuery(credentialsQuery(device.id));
  const reload = () => queries.invalidateQueries({ queryKey: credentialsQuery(device.id).queryKey });
  const issue = useMutation({
    mutationFn: () => api.post<IssuedToken>(`/api/devices/${device.id}/credentials`),
    onSuccess: (issued) => {
      setToken(issued.token);
      void reload();
    },
    onError: notifyError,
  });

  async function revoke(credential: Credential): Promise<void> {
    const agreed = await confirm({
      title: t("connect.revoke_title", { hint: credential.hint }),
      text: t("connect.revoke_text", { name: device.name }),
      action: t("connect.revoke"),
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await api.delete(`/api/credentials/${credential.id}`);
      await reload();
    } catch (error) {
      notifyError(error);
    }
  }

  const make = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => issue.mutate()} loading={issue.isPending}>
      {t("connect.new_token")}
    </Button>
  );
  const columns: Column<Credential>[] = [
    { key: "hint", title: t("connect.token"), onPhone: "title", render: ({ hint }) => <code>{hint}</code> },
    { key: "created", title: t("created"), render: ({ created_at }) => <TimeText time={created_at} /> },
    {
      key: "used",
      title: t("connect.last_used"),
      render: ({ last_used_at }) => <TimeText time={last_used_at} isAge missing={t("never")} />,
    },
    {
      key: "state",
      title: "",
      isRight: true,
      onPhone: "aside",
      render: (credential) =>
        credential.revoked_at ? (
          <Text size="xs" c="dimmed">
            {t("connect.revoked")} <TimeText time={credential.revoked_at} />
          </Text>
        ) : (
          <Button variant="subtle" color="red" size="compact-sm" onClick={() => void revoke(credential)}>
            {t("connect.revoke")}
          </Button>
        ),
    },
  ];
  return (
    <Stack gap="md">
      <Panel isFlush title={t("connect.tokens")} actions={make}>
        <DataTable
          caption={t("connect.tokens")}
          columns={columns}
          rows={credentials.data}
          rowId={(credential) => credential.id}
          error={credentials.error}
          retry={credentials.refetch}
          skeletonRows={2}
          empty={<EmptyState icon={IconKey} text={t("connect.empty")} />}
        />
      </Panel>
      <Panel title={t("connect.how")}>
        <Recipes device={device} token={null} />
      </Panel>
      <TokenDialog device={device} token={token} close={() => setToken(null)} />
    </Stack>
  );
}
