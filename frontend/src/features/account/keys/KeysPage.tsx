import { Button, Text } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notify, notifyError } from "@/shared/notify/notify";
import { useMe } from "@/shared/session/useMe";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { confirm } from "@/shared/ui/confirm";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { type ApiKey, type IssuedKey, keysQuery } from "../queries";
import { IssuedKeyDialog } from "./IssuedKeyDialog";
import { KeyDialog } from "./KeyDialog";
import classes from "./keys.module.css";

/** Keys with which programs act for this person. */
export function KeysPage() {
  const { t } = useTranslation("account");
  const me = useMe();
  const keys = useQuery(keysQuery);
  const [isAdding, setAdding] = useState(false);
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const revoke = useRevoke();
  const mayHave = me?.profiles.some(({ access_rest }) => access_rest) ?? false;
  const add = mayHave && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("keys.new")}
    </Button>
  );
  const columns: Column<ApiKey>[] = [
    {
      key: "name",
      title: t("keys.name"),
      onPhone: "title",
      render: ({ name, hint }) => (
        <span>
          {name} <code className={classes.hint}>…{hint}</code>
        </span>
      ),
    },
    {
      key: "profiles",
      title: t("keys.profiles"),
      render: ({ profiles }) => profiles.map(({ name }) => name).join(", "),
    },
    {
      key: "expires",
      title: t("keys.expires"),
      render: ({ expires_at }) => <TimeText time={expires_at} missing={t("never")} />,
    },
    {
      key: "used",
      title: t("last_used"),
      render: ({ last_used_at, last_address }) => (
        <span>
          <TimeText time={last_used_at} isAge missing={t("never")} />{" "}
          {last_address && <span className={classes.dim}>{last_address}</span>}
        </span>
      ),
    },
    {
      key: "state",
      title: "",
      isRight: true,
      onPhone: "aside",
      render: (key) =>
        key.status === "revoked" ? (
          <span className={classes.dim}>{t("keys.states.revoked")}</span>
        ) : (
          <Button variant="subtle" color="red" size="compact-sm" onClick={() => void revoke(key)}>
            {t(key.status === "expired" ? "keys.revoke_expired" : "keys.revoke")}
          </Button>
        ),
    },
  ];
  return (
    <>
      <PageHeader title={t("places.keys")} actions={add} />
      <Page isNarrow>
        <Text c="dimmed" maw={720}>
          {t("keys.explain")}
        </Text>
        <Panel isFlush>
          <DataTable
            caption={t("places.keys")}
            columns={columns}
            rows={keys.data}
            rowId={(key) => key.id}
            error={keys.error}
            retry={keys.refetch}
            skeletonRows={3}
            empty={<EmptyState icon={IconKey} text={t(mayHave ? "keys.empty" : "keys.not_allowed")} action={add} />}
          />
        </Panel>
      </Page>
      <KeyDialog isOpen={isAdding} close={() => setAdding(false)} issued={setIssued} />
      <IssuedKeyDialog issued={issued} close={() => setIssued(null)} />
    </>
  );
}

function useRevoke() {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  return async ({ id, name }: ApiKey): Promise<void> => {
    const agreed = await confirm({
      title: t("keys.revoke_title", { name }),
      text: t("keys.revoke_text"),
      action: t("keys.revoke"),
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await api.delete(`/api/api-keys/${id}`);
      notify(t("keys.revoked", { name }));
    } catch (error) {
      notifyError(error);
    }
    await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
  };
}
