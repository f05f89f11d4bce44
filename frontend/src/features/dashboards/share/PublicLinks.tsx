import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
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
import {
  changePublicLink,
  makePublicLink,
  type PublicLink,
  type PublicLinkMade,
  publicLinksQuery,
  revokePublicLink,
} from "../queries";
import { LinkForm } from "./LinkForm";
import classes from "./PublicLinks.module.css";
import { embedCode } from "./publicLink";

/** The links by which people see the dashboard without logging in: making, copying, changing and revoking them. */
export function PublicLinks({ dashboardId }: { dashboardId: number }) {
  const { t } = useTranslation("dashboards");
  const links = useQuery(publicLinksQuery(dashboardId));
  const queries = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const [changed, setChanged] = useState<PublicLink | null>(null);
  const [made, setMade] = useState<PublicLinkMade | null>(null);
  const readAgain = () => queries.invalidateQueries({ queryKey: publicLinksQuery(dashboardId).queryKey });
  if (made) return <Made link={made} done={() => setMade(null)} />;
  if (isMaking || changed) {
    return (
      <LinkForm
        dashboardId={dashboardId}
        link={changed}
        cancel={() => {
          setMaking(false);
          setChanged(null);
        }}
        save={async (wish) => {
          if (changed) {
            const link = await changePublicLink(dashboardId, changed.id, wish);
            notify(t("public.changed", { name: nameOf(link, t) }));
          } else setMade(await makePublicLink(dashboardId, wish));
          void readAgain();
          setMaking(false);
          setChanged(null);
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
            <Line key={link.id} dashboardId={dashboardId} link={link} change={() => setChanged(link)} />
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

interface LineProps {
  dashboardId: number;
  link: PublicLink;
  change: () => void;
}

function Line({ dashboardId, link, change }: LineProps) {
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
    link.choosable.length > 0 ? t("public.lets", { names: link.choosable.join(", ") }) : "",
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
      <Button size="compact-sm" variant="default" aria-label={t("public.changeNamed", { name })} onClick={change}>
        {t("public.change")}
      </Button>
      <Button size="compact-sm" variant="default" loading={revoke.isPending} onClick={() => void ask()}>
        {t("public.revoke")}
      </Button>
    </li>
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
