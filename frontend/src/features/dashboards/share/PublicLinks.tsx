import { Button, Group, PasswordInput, Select, Skeleton, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconLinkPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notify } from "@/shared/notify/notify";
import { shortTime } from "@/shared/time/format";
import { CopyField } from "@/shared/ui/CopyField";
import { confirm } from "@/shared/ui/confirm";
import { ErrorState } from "@/shared/ui/ErrorState";
import { FormError } from "@/shared/ui/FormError";
import { makePublicLink, type PublicLink, type PublicLinkMade, publicLinksQuery, revokePublicLink } from "../queries";
import classes from "./PublicLinks.module.css";
import { EXPIRIES, type Expiry, embedCode, expiresAt } from "./publicLink";

/** The links by which people see the dashboard without logging in: making, copying and revoking them. */
export function PublicLinks({ dashboardId }: { dashboardId: number }) {
  const { t } = useTranslation("dashboards");
  const links = useQuery(publicLinksQuery(dashboardId));
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<PublicLinkMade | null>(null);
  if (made) return <Made link={made} done={() => setMade(null)} />;
  if (isMaking) {
    return (
      <MakeForm
        dashboardId={dashboardId}
        cancel={() => setMaking(false)}
        made={(link) => {
          setMaking(false);
          setMade(link);
        }}
      />
    );
  }
  return (
    <Stack>
      <Text c="dimmed">{t("public.text")}</Text>
      {links.error ? (
        <ErrorState isSmall error={links.error} retry={links.refetch} />
      ) : !links.data ? (
        <Skeleton height={40} />
      ) : links.data.length === 0 ? (
        <Text>{t("public.none")}</Text>
      ) : (
        <ul className={classes.list}>
          {links.data.map((link) => (
            <Line key={link.id} dashboardId={dashboardId} link={link} />
          ))}
        </ul>
      )}
      <Group justify="flex-end">
        <Button leftSection={<IconLinkPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          {t("public.make")}
        </Button>
      </Group>
    </Stack>
  );
}

function nameOf(link: PublicLink, t: TFunction<"dashboards">): string {
  return link.name || t("public.unnamed", { hint: link.hint });
}

function Line({ dashboardId, link }: { dashboardId: number; link: PublicLink }) {
  const { t } = useTranslation("dashboards");
  const queries = useQueryClient();
  const name = nameOf(link, t);
  const revoke = useMutation({
    mutationFn: () => revokePublicLink(dashboardId, link.id),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: publicLinksQuery(dashboardId).queryKey });
      notify(t("public.revoked", { name }));
    },
  });
  const ask = async () => {
    const isSure = await confirm({
      title: t("public.revokeTitle", { name }),
      text: t("public.revokeText"),
      action: t("public.revoke"),
      isDangerous: true,
    });
    if (isSure) revoke.mutate();
  };
  const time = link.expires_at ? shortTime(link.expires_at) : "";
  const facts = [
    link.is_expired ? t("public.expired", { time }) : time ? t("public.until", { time }) : t("public.forever"),
    link.has_password ? t("public.hasPassword") : "",
    link.hosts.join(", "),
    t("public.by", { name: link.created_by }),
    link.last_opened_at
      ? t("public.opened", { count: link.opened_count, time: shortTime(link.last_opened_at) })
      : t("public.neverOpened"),
  ];
  return (
    <li className={classes.line} data-expired={link.is_expired} data-testid={`public-link-${link.id}`}>
      <div className={classes.what}>
        <span className={classes.name}>{name}</span>
        <span className={classes.facts}>{facts.filter(Boolean).join(" · ")}</span>
        <FormError error={revoke.error} />
      </div>
      <Button size="compact-sm" variant="default" loading={revoke.isPending} onClick={() => void ask()}>
        {t("public.revoke")}
      </Button>
    </li>
  );
}

interface MakeFormProps {
  dashboardId: number;
  cancel: () => void;
  made: (link: PublicLinkMade) => void;
}

function MakeForm({ dashboardId, cancel, made }: MakeFormProps) {
  const { t } = useTranslation("dashboards");
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [expiry, setExpiry] = useState<Expiry>("month");
  const [password, setPassword] = useState("");
  const [hosts, setHosts] = useState("");
  const make = useMutation({
    mutationFn: () =>
      makePublicLink(dashboardId, {
        name,
        password,
        expires_at: expiresAt(expiry, Date.now()),
        hosts: hosts.split(/[\s,]+/).filter(Boolean),
      }),
    onSuccess: (link) => {
      void queries.invalidateQueries({ queryKey: publicLinksQuery(dashboardId).queryKey });
      made(link);
    },
  });
  return (
    <form
      aria-label={t("public.new")}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Stack>
        <FormError error={make.error} />
        <TextInput
          label={t("public.name")}
          description={t("public.nameHint")}
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t("public.expires")}
          data={EXPIRIES.map((value) => ({ value, label: t(`public.expiry.${value}`) }))}
          allowDeselect={false}
          value={expiry}
          onChange={(value) => value && setExpiry(value as Expiry)} // one of those listed
        />
        <PasswordInput
          label={t("public.newPassword")}
          description={t("public.passwordHint")}
          autoComplete="new-password"
          maxLength={200}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Textarea
          label={t("public.hosts")}
          description={t("public.hostsHint")}
          autosize
          minRows={2}
          maxRows={8}
          value={hosts}
          onChange={(event) => setHosts(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={cancel}>
            {t("shared:cancel")}
          </Button>
          <Button type="submit" loading={make.isPending}>
            {t("public.make")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Made({ link, done }: { link: PublicLinkMade; done: () => void }) {
  const { t } = useTranslation("dashboards");
  const address = new URL(link.path, window.location.origin).href;
  return (
    <Stack>
      <Text>{t("public.made")}</Text>
      <CopyField label={t("public.address")} value={address} />
      <CopyField label={t("public.embed")} value={embedCode(address, nameOf(link, t))} />
      <Group justify="flex-end">
        <Button onClick={done}>{t("public.done")}</Button>
      </Group>
    </Stack>
  );
}
