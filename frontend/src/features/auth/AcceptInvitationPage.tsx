import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { api } from "@/shared/api/client";
import { meQuery } from "@/shared/session/useMe";
import { shortTime } from "@/shared/time/format";
import { AuthPage } from "./AuthPage";
import classes from "./AuthPage.module.css";
import { JoinAsExisting } from "./invitation/JoinAsExisting";
import { JoinAsNew } from "./invitation/JoinAsNew";
import { OtherAccount } from "./invitation/OtherAccount";
import type { OpenInvitation } from "./invitation/openInvitation";
import { LinkProblem } from "./LinkProblem";
import { LinkSkeleton } from "./LinkSkeleton";

/** Where the link of an invitation leads: a new account, or one more organization for an old one. */
export function AcceptInvitationPage() {
  const { t } = useTranslation("auth");
  const [search] = useSearchParams();
  const { token = search.get("token") ?? "" } = useParams();
  const invitation = useQuery({
    queryKey: ["auth", "invitation", token],
    queryFn: ({ signal }) => api.get<OpenInvitation>("/api/invitations/accept", { token }, signal),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const me = useQuery(meQuery).data;
  const [chosen, setKnown] = useState<boolean | null>(null);
  const [isJoining, setJoining] = useState(false);
  if (invitation.isPending) return <LinkSkeleton title={t("invitation_title_plain")} />;
  if (invitation.error) return <LinkProblem title={t("invitation_title_plain")} error={invitation.error} />;
  const { organization, email, invited_by, expires_at, has_account } = invitation.data;
  // The server keeps silent about accounts where mails can be read in the outbox; then the person says it.
  const isMe = me?.user.email.toLowerCase() === email.toLowerCase();
  // Whoever becomes somebody on this very page is let through by the form that did it.
  const isKnown = !isJoining && (isMe || (chosen ?? has_account ?? false));
  return (
    <AuthPage title={t("invitation_title", { organization })}>
      <div>
        <p className={classes.text}>
          {invited_by
            ? t("invitation_by", { name: invited_by, organization })
            : t("invitation_by_nobody", { organization })}
        </p>
        <p className={classes.help}>{t("invitation_for", { email, until: shortTime(expires_at) })}</p>
      </div>
      {me && !isMe ? (
        <OtherAccount email={me.user.email} />
      ) : isKnown ? (
        <JoinAsExisting invitation={invitation.data} token={token} />
      ) : (
        <JoinAsNew invitation={invitation.data} token={token} begun={() => setJoining(true)} />
      )}
      {has_account === null && !me && (
        <div className={classes.line}>
          <Anchor component="button" type="button" fz="inherit" onClick={() => setKnown(!isKnown)}>
            {t(isKnown ? "invitation_i_am_new" : "invitation_i_am_known")}
          </Anchor>
        </div>
      )}
    </AuthPage>
  );
}
