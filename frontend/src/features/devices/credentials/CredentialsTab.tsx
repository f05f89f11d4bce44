import { ActionIcon, Badge, Button, Menu, Stack, Text } from "@mantine/core";
import {
  IconBan,
  IconCertificate,
  IconDots,
  IconDownload,
  IconKey,
  IconPlus,
  IconRefresh,
  IconStethoscope,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/shared/api/client";
import { notify, notifyError } from "@/shared/notify/notify";
import { TimeText } from "@/shared/time/TimeText";
import { confirm } from "@/shared/ui/confirm";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { CertificateDialog } from "./CertificateDialog";
import { type Credential, credentialsQuery, reloadCredentials } from "./credentialQueries";
import { nameOf, parted } from "./credentialStates";
import classes from "./credentials.module.css";
import { ExpiryAlert } from "./ExpiryAlert";
import { TokenDialog } from "./TokenDialog";

interface Owner {
  id: number;
  name: string;
}

type Asking = { what: "token" } | { what: "certificate" } | { what: "rotate"; credential: Credential };

/** What the device proves itself with: tokens and certificates, issued here and shown once. */
export function CredentialsTab({ device }: { device: Owner }) {
  const { t } = useTranslation("credentials");
  const credentials = useQuery(credentialsQuery(device.id));
  const [asking, setAsking] = useState<Asking | null>(null);
  const of = (kind: string) => credentials.data?.filter((credential) => credential.kind === kind);
  const close = () => setAsking(null);
  const state = { error: credentials.error, retry: credentials.refetch };
  const rotate = (credential: Credential) => setAsking({ what: "rotate", credential });
  return (
    <Stack gap="md">
      <ExpiryAlert credentials={credentials.data} />
      <CredentialList
        {...state}
        device={device}
        title={t("tokens")}
        credentials={of("token")}
        rotate={rotate}
        empty={<EmptyState icon={IconKey} text={t("token_empty")} />}
        action={
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAsking({ what: "token" })}>
            {t("new_token")}
          </Button>
        }
      />
      <CredentialList
        {...state}
        device={device}
        title={t("certificates")}
        credentials={of("certificate")}
        empty={<EmptyState icon={IconCertificate} text={t("certificate_empty")} />}
        action={
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAsking({ what: "certificate" })}>
            {t("new_certificate")}
          </Button>
        }
        foot={
          <Button
            component={Link}
            to="/devices/try-certificate"
            variant="subtle"
            size="compact-sm"
            leftSection={<IconStethoscope size={16} aria-hidden />}
          >
            {t("trial.link")}
          </Button>
        }
      />
      {asking?.what === "token" && <TokenDialog device={device} close={close} />}
      {asking?.what === "rotate" && <TokenDialog device={device} rotated={asking.credential} close={close} />}
      {asking?.what === "certificate" && <CertificateDialog device={device} close={close} />}
    </Stack>
  );
}

interface CredentialListProps {
  device: Owner;
  title: string;
  credentials: Credential[] | undefined;
  error: unknown;
  retry: () => unknown;
  empty: ReactNode;
  action: ReactNode;
  foot?: ReactNode;
  rotate?: (credential: Credential) => void;
}

function CredentialList({
  device,
  title,
  credentials,
  error,
  retry,
  empty,
  action,
  foot,
  rotate,
}: CredentialListProps) {
  const { t } = useTranslation("credentials");
  const [isAll, setAll] = useState(false);
  const { living, ended } = parted(credentials ?? []);
  const rows = isAll ? [...living, ...ended] : living;
  const isOfTokens = rotate !== undefined;
  const columns: Column<Credential>[] = [
    {
      key: "name",
      title: t("name"),
      onPhone: "title",
      render: ({ name, hint }) => (
        <span>
          {name || <span className="visually-hidden">{t("hint")}</span>} <code className={classes.hint}>…{hint}</code>
        </span>
      ),
    },
    {
      key: "state",
      title: t("state"),
      onPhone: "aside",
      render: (credential) => <StateText credential={credential} />,
    },
    {
      key: "algorithm",
      title: t("algorithm"),
      onPhone: "hidden",
      render: ({ algorithm }) => <Text c="dimmed">{algorithm}</Text>,
    },
    {
      key: "expires",
      title: t("expires"),
      render: ({ expires_at }) => (
        <Labelled label={t("expires")}>
          <TimeText time={expires_at} missing={t("no_end")} />
        </Labelled>
      ),
    },
    {
      key: "used",
      title: t("last_used"),
      render: ({ last_used_at }) => (
        <Labelled label={t("last_used")}>
          <TimeText time={last_used_at} isAge missing={t("never")} />
        </Labelled>
      ),
    },
    {
      key: "actions",
      title: "",
      isRight: true,
      onPhone: "aside",
      render: (credential) => <Actions device={device} credential={credential} rotate={rotate} />,
    },
  ];
  return (
    <Panel isFlush title={title} actions={action}>
      <DataTable
        caption={title}
        columns={isOfTokens ? columns.filter(({ key }) => key !== "algorithm") : columns}
        rows={credentials && rows}
        rowId={({ id }) => id}
        error={error}
        retry={retry}
        skeletonRows={2}
        empty={empty}
      />
      {(ended.length > 0 || foot) && (
        <Stack gap={0} p="xs" align="flex-start">
          {ended.length > 0 && (
            <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setAll(!isAll)}>
              {isAll ? t("hide_revoked") : t("show_revoked", { count: ended.length })}
            </Button>
          )}
          {foot}
        </Stack>
      )}
    </Panel>
  );
}

/** A phone's list has no headings above its figures, so there they stand before them. */
function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <span>
      <span className={classes.phoneLabel}>{label} </span>
      {children}
    </span>
  );
}

function StateText({ credential }: { credential: Credential }) {
  const { t } = useTranslation("credentials");
  const { state, expires_in_days, revoked_at } = credential;
  return (
    <span>
      <Badge variant="light" color="gray" className={classes[state]}>
        {t(`states.${state}`)}
      </Badge>{" "}
      <Text size="xs" c="dimmed" component="span">
        {state === "expiring" && (expires_in_days ? t("days_left", { count: expires_in_days }) : t("less_than_a_day"))}
        {state === "revoked" && <TimeText time={revoked_at} />}
      </Text>
    </span>
  );
}

interface ActionsProps {
  device: Owner;
  credential: Credential;
  rotate?: (credential: Credential) => void;
}

function Actions({ device, credential, rotate }: ActionsProps) {
  const { t } = useTranslation("credentials");
  const queries = useQueryClient();
  const name = nameOf(credential);
  const isLiving = credential.state === "valid" || credential.state === "expiring";

  async function revoke(): Promise<void> {
    const agreed = await confirm({
      title: t("revoke_title", { name }),
      text: t("revoke_text", { device: device.name }),
      action: t("revoke"),
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await api.delete(`/api/credentials/${credential.id}`);
    } catch (error) {
      notifyError(error);
      return;
    }
    await reloadCredentials(queries, device.id);
    notify(t("revoked_note", { name }));
  }

  if (credential.kind === "token" && !isLiving) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t("actions_of", { name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {rotate && (
          <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => rotate(credential)}>
            {t("rotate")}
          </Menu.Item>
        )}
        {credential.kind === "certificate" && (
          <Menu.Item
            leftSection={<IconDownload size={16} />}
            component="a"
            href={`/api/credentials/${credential.id}/certificate.pem`}
            download
          >
            {t("download_certificate")}
          </Menu.Item>
        )}
        {isLiving && (
          <Menu.Item color="var(--critical-text)" leftSection={<IconBan size={16} />} onClick={() => void revoke()}>
            {t("revoke")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
