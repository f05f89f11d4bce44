import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { allauth, isDoneButSignedOut } from "@/shared/auth/allauth";
import { authConfigQuery } from "@/shared/auth/authConfig";
import { AuthError } from "./AuthError";
import { AuthPage } from "./AuthPage";
import classes from "./AuthPage.module.css";
import { LinkProblem } from "./LinkProblem";
import { LinkSkeleton } from "./LinkSkeleton";

/** Mail programs open links by themselves to look for harm, so the last step is a click. */
export function ConfirmEmailPage() {
  const { t } = useTranslation("auth");
  const [search] = useSearchParams();
  const { key = search.get("key") ?? "" } = useParams();
  const queries = useQueryClient();
  const link = useQuery({
    queryKey: ["auth", "confirm", key],
    queryFn: async () => {
      await queries.ensureQueryData(authConfigQuery);
      return allauth<{ email: string }>("GET", "auth/email/verify", { headers: { "X-Email-Verification-Key": key } });
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const confirm = useMutation({
    mutationFn: async () => {
      try {
        await allauth("POST", "auth/email/verify", { body: { key } });
      } catch (error) {
        if (!isDoneButSignedOut(error)) throw error;
      }
      await queries.invalidateQueries({ queryKey: ["me"] });
    },
  });
  if (link.isPending) return <LinkSkeleton title={t("confirm_title")} />;
  if (link.error) return <LinkProblem title={t("confirm_title")} error={link.error} />;
  if (confirm.isSuccess) {
    return (
      <AuthPage title={t("confirm_done")}>
        <p className={classes.text} role="status">
          {t("confirm_done_text", { email: link.data.email })}
        </p>
        <Button component={Link} to="/" fullWidth>
          {t("go_on")}
        </Button>
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("confirm_title")}>
      <p className={classes.text}>{t("confirm_text", { email: link.data.email })}</p>
      <AuthError error={confirm.error} />
      <Button autoFocus fullWidth loading={confirm.isPending} onClick={() => confirm.mutate()}>
        {t("confirm_action")}
      </Button>
    </AuthPage>
  );
}
