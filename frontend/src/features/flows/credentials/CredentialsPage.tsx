import { Button, Text } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FlowCredential } from "@/shared/api/types";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { FlowTabs } from "../FlowTabs";
import { CredentialDialog } from "./CredentialDialog";
import { credentialsQuery } from "./queries";

/** What flows log in with at other people's servers. */
export function CredentialsPage() {
  const { t } = useTranslation("flows");
  const credentials = useQuery(credentialsQuery);
  const [edited, setEdited] = useState<FlowCredential | "new" | null>(null);
  const add = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setEdited("new")}
      data-testid="new-credential"
    >
      {t("credentials.add")}
    </Button>
  );
  const columns: Column<FlowCredential>[] = [
    { key: "name", title: t("credentials.name"), onPhone: "title", render: ({ name }) => name },
    {
      key: "kind",
      title: t("credentials.kind"),
      onPhone: "aside",
      render: ({ kind }) => t(`credentials.kinds.${kind}`),
    },
    { key: "shown", title: t("credentials.for"), render: (credential) => <Shown credential={credential} /> },
    {
      key: "used",
      title: t("credentials.used_by"),
      render: ({ used_by }) =>
        used_by.length > 0 ? (
          used_by.map(({ flow }) => flow).join(", ")
        ) : (
          <Text span size="sm" c="dimmed">
            {t("credentials.unused")}
          </Text>
        ),
    },
    {
      key: "renewed",
      title: t("credentials.renewed"),
      render: ({ renewed_at }) => <TimeText time={renewed_at} isAge />,
    },
  ];
  const hasSome = (credentials.data?.total ?? 0) > 0;
  return (
    <>
      <PageHeader title={t("credentials.title")} actions={hasSome && add} />
      <FlowTabs />
      <Page>
        <Text c="dimmed" maw={720}>
          {t("credentials.explain")}
        </Text>
        <Panel isFlush>
          <DataTable
            caption={t("credentials.title")}
            columns={columns}
            rows={credentials.data?.items}
            rowId={({ id }) => id}
            open={setEdited}
            error={credentials.error}
            retry={credentials.refetch}
            skeletonRows={3}
            empty={<EmptyState icon={IconKey} text={t("credentials.empty")} action={add} />}
          />
        </Panel>
      </Page>
      <CredentialDialog credential={edited} close={() => setEdited(null)} />
    </>
  );
}

/** Whom it is for, as far as that may be seen. */
function Shown({ credential: { settings, hosts } }: { credential: FlowCredential }) {
  const told = settings.address || settings.subject || settings.username || settings.client_id || settings.name;
  return (
    <>
      {told}
      {hosts.length > 0 && (
        <Text size="xs" c="dimmed">
          {hosts.join(", ")}
        </Text>
      )}
    </>
  );
}
