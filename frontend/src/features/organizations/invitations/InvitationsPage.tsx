import { Button, Group } from "@mantine/core";
import { IconMail, IconMailPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notify, notifyError } from "@/shared/notify/notify";
import { useSearchState } from "@/shared/routing/useSearchState";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { confirm } from "@/shared/ui/confirm";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import classes from "../organizations.module.css";
import { ProfileBadges } from "../ProfileBadges";
import { invitationsQuery, ROWS_A_PAGE } from "../queries";
import type { Invitation } from "../types";
import { InviteDialog } from "./InviteDialog";

/** Who was asked in and has not come yet, and who has. */
export function InvitationsPage() {
  const { t } = useTranslation("organizations");
  const [read, write] = useSearchState();
  const offset = Number(read("offset"));
  const [isInviting, setInviting] = useState(false);
  const invitations = useQuery(invitationsQuery(offset));
  const { resend, revoke } = useInvitationActions();
  const invite = (
    <Button leftSection={<IconMailPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
      {t("invitations.invite")}
    </Button>
  );
  const columns: Column<Invitation>[] = [
    {
      key: "email",
      title: t("users.email"),
      onPhone: "title",
      render: ({ email, name }) => (
        <div className={classes.person}>
          <span>{email}</span>
          {name && <span className={classes.dim}>{name}</span>}
        </div>
      ),
    },
    {
      key: "status",
      title: t("users.state"),
      onPhone: "aside",
      render: ({ status }) => (
        <span className={classes.state} data-state={status}>
          {t(`invitations.states.${status}`)}
        </span>
      ),
    },
    { key: "profiles", title: t("profiles.title"), render: ({ profiles }) => <ProfileBadges profiles={profiles} /> },
    {
      key: "by",
      title: t("invitations.by"),
      onPhone: "hidden",
      render: ({ invited_by }) => invited_by,
    },
    {
      key: "sent",
      title: t("invitations.sent"),
      render: ({ sent_at, created_at }) => <TimeText time={sent_at ?? created_at} isAge />,
    },
    {
      key: "until",
      title: t("invitations.until"),
      onPhone: "hidden",
      render: ({ expires_at }) => <TimeText time={expires_at} />,
    },
    {
      key: "actions",
      title: "",
      isRight: true,
      render: (invitation) =>
        (invitation.status === "open" || invitation.status === "expired") && (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            <Button variant="subtle" size="compact-sm" onClick={() => resend.mutate(invitation)}>
              {t("invitations.resend")}
            </Button>
            <Button variant="subtle" color="red" size="compact-sm" onClick={() => void revoke(invitation)}>
              {t("invitations.revoke")}
            </Button>
          </Group>
        ),
    },
  ];
  return (
    <>
      <PageHeader title={t("places.invitations")} actions={invite} />
      <Page>
        <Panel isFlush>
          <DataTable
            caption={t("places.invitations")}
            columns={columns}
            rows={invitations.data?.items}
            rowId={(invitation) => invitation.id}
            error={invitations.error}
            retry={invitations.refetch}
            skeletonRows={3}
            empty={<EmptyState icon={IconMail} text={t("invitations.empty")} action={invite} />}
          />
          <Pager
            offset={offset}
            limit={ROWS_A_PAGE}
            total={invitations.data?.total ?? 0}
            go={(to) => write({ offset: to ? String(to) : null })}
          />
        </Panel>
      </Page>
      <InviteDialog isOpen={isInviting} close={() => setInviting(false)} />
    </>
  );
}

function useInvitationActions() {
  const { t } = useTranslation("organizations");
  const queries = useQueryClient();
  const reload = () => queries.invalidateQueries({ queryKey: ["invitations"] });
  const resend = useMutation({
    mutationFn: ({ id }: Invitation) => api.post(`/api/invitations/${id}/resend`),
    onSuccess: (_, { email }) => {
      notify(t("invitations.resent", { email }));
      void queries.invalidateQueries({ queryKey: ["outbox"] });
      return reload();
    },
    onError: notifyError,
  });
  const revoke = async ({ id, email }: Invitation): Promise<void> => {
    const agreed = await confirm({
      title: t("invitations.revoke_title", { email }),
      text: t("invitations.revoke_text"),
      action: t("invitations.revoke"),
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await api.delete(`/api/invitations/${id}`);
      await reload();
    } catch (error) {
      notifyError(error);
    }
  };
  return { resend, revoke };
}
