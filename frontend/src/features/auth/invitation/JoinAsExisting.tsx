import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useNavigate } from "react-router";
import { api } from "@/shared/api/client";
import { authConfigQuery } from "@/shared/auth/authConfig";
import { meQuery } from "@/shared/session/useMe";
import { AuthError } from "../AuthError";
import classes from "../AuthPage.module.css";
import type { OpenInvitation } from "./openInvitation";

interface JoinProps {
  invitation: OpenInvitation;
  token: string;
}

/** One more organization for an account that exists. */
export function JoinAsExisting({ invitation, token }: JoinProps) {
  const { t } = useTranslation("auth");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const me = useQuery(meQuery).data;
  const accept = useMutation({
    mutationFn: async () => {
      await queries.ensureQueryData(authConfigQuery);
      await api.post("/api/invitations/accept", { token });
    },
    onSuccess: async () => {
      await queries.fetchQuery({ ...meQuery, staleTime: 0 });
      await navigate("/", { replace: true });
    },
  });
  if (me === null) {
    const here = encodeURIComponent(location.pathname + location.search);
    return (
      <>
        <p className={classes.text}>{t("invitation_sign_in", { email: invitation.email })}</p>
        <Button component={Link} to={`/login?next=${here}`} fullWidth>
          {t("submit")}
        </Button>
      </>
    );
  }
  return (
    <>
      <p className={classes.text}>{t("invitation_existing")}</p>
      <AuthError error={accept.error} />
      <Button autoFocus fullWidth loading={accept.isPending} onClick={() => accept.mutate()}>
        {t("invitation_join")}
      </Button>
    </>
  );
}
