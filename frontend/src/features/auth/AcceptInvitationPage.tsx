import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { api } from "@/shared/api/client";
import { fullTime } from "@/shared/time/format";
import { AuthPage } from "./AuthPage";
import classes from "./AuthPage.module.css";
import { JoinAsExisting } from "./invitation/JoinAsExisting";
import { JoinAsNew } from "./invitation/JoinAsNew";
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
  if (invitation.isPending) return <LinkSkeleton title={t("invitation_title_plain")} />;
  if (invitation.error) return <LinkProblem title={t("invitation_title_plain")} error={invitation.error} />;
  const { organization, email, invited_by, expires_at, has_account } = invitation.data;
  return (
    <AuthPage title={t("invitation_title", { organization })}>
      <div>
        <p className={classes.text}>
          {invited_by
            ? t("invitation_by", { name: invited_by, organization })
            : t("invitation_by_nobody", { organization })}
        </p>
        <p className={classes.help}>{t("invitation_for", { email, until: fullTime(expires_at) })}</p>
      </div>
      {has_account ? (
        <JoinAsExisting invitation={invitation.data} token={token} />
      ) : (
        <JoinAsNew invitation={invitation.data} token={token} />
      )}
    </AuthPage>
  );
}
