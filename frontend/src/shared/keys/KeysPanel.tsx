import { Button } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { notify, notifyError } from "../notify/notify";
import { TimeText } from "../time/TimeText";
import { confirm } from "../ui/confirm";
import { type Column, DataTable } from "../ui/DataTable";
import { EmptyState } from "../ui/EmptyState";
import { Panel } from "../ui/Panel";
import { IssuedKeyDialog } from "./IssuedKeyDialog";
import { KeyDialog, type KeyProfile } from "./KeyDialog";
import classes from "./keys.module.css";
import { type ApiKey, type IssuedKey, keysQuery } from "./keysQuery";

interface KeysPanelProps {
  /** Where the keys are: one's own, or somebody's. */
  path: string;
  /** What a key can be given; none of them opens the REST API: no key can be made. */
  profiles: readonly KeyProfile[];
  empty: string;
  notAllowed: string;
}

/** Keys with which programs act for a person: made, shown once, revoked. */
export function KeysPanel({ path, profiles, empty, notAllowed }: KeysPanelProps) {
  const { t } = useTranslation();
  const keys = useQuery(keysQuery(path));
  const [isAdding, setAdding] = useState(false);
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const revoke = useRevoke(path);
  const mayHave = profiles.some(({ access_rest }) => access_rest);
  const add = mayHave && (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("api_keys.new")}
    </Button>
  );
  const columns: Column<ApiKey>[] = [
    {
      key: "name",
      title: t("api_keys.name"),
      onPhone: "title",
      render: ({ name, hint }) => (
        <span>
          {name} <code className={classes.hint}>…{hint}</code>
        </span>
      ),
    },
    {
      key: "profiles",
      title: t("api_keys.profiles"),
      render: ({ profiles }) => profiles.map(({ name }) => name).join(", "),
    },
    {
      key: "expires",
      title: t("api_keys.expires"),
      render: ({ expires_at }) => <TimeText time={expires_at} missing={t("api_keys.never")} />,
    },
    {
      key: "used",
      title: t("api_keys.last_used"),
      render: ({ last_used_at, last_address }) => (
        <span>
          <TimeText time={last_used_at} isAge missing={t("api_keys.never")} />{" "}
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
          <span className={classes.dim}>{t("api_keys.states.revoked")}</span>
        ) : (
          <Button variant="subtle" color="red" size="compact-sm" onClick={() => void revoke(key)}>
            {t(key.status === "expired" ? "api_keys.revoke_expired" : "api_keys.revoke")}
          </Button>
        ),
    },
  ];
  return (
    <Panel isFlush title={t("api_keys.title")} actions={add}>
      <DataTable
        caption={t("api_keys.title")}
        columns={columns}
        rows={keys.data}
        rowId={(key) => key.id}
        error={keys.error}
        retry={keys.refetch}
        skeletonRows={3}
        empty={<EmptyState icon={IconKey} text={mayHave ? empty : notAllowed} />}
      />
      <KeyDialog path={path} profiles={profiles} isOpen={isAdding} close={() => setAdding(false)} issued={setIssued} />
      <IssuedKeyDialog issued={issued} close={() => setIssued(null)} />
    </Panel>
  );
}

function useRevoke(path: string) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return async ({ id, name }: ApiKey): Promise<void> => {
    const agreed = await confirm({
      title: t("api_keys.revoke_title", { name }),
      text: t("api_keys.revoke_text"),
      action: t("api_keys.revoke"),
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await api.delete(`${path}/${id}`);
      notify(t("api_keys.revoked", { name }));
    } catch (error) {
      notifyError(error);
    }
    await queries.invalidateQueries({ queryKey: keysQuery(path).queryKey });
  };
}
