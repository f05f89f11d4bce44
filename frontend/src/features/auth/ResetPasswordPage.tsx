import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { allauth, isDoneButSignedOut } from "@/shared/auth/allauth";
import { authConfigQuery } from "@/shared/auth/authConfig";
import { NewPassword } from "@/shared/auth/NewPassword";
import { AuthError } from "./AuthError";
import { AuthPage } from "./AuthPage";
import classes from "./AuthPage.module.css";
import { LinkProblem } from "./LinkProblem";
import { LinkSkeleton } from "./LinkSkeleton";

/** Where the link of the mail leads: a new password in place of the forgotten one. */
export function ResetPasswordPage() {
  const { t } = useTranslation("auth");
  const [search] = useSearchParams();
  const { key = search.get("key") ?? "" } = useParams();
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const link = useQuery({
    queryKey: ["auth", "reset", key],
    queryFn: async () => {
      await queries.ensureQueryData(authConfigQuery);
      await allauth("GET", "auth/password/reset", { headers: { "X-Password-Reset-Key": key } });
      return true;
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const reset = useMutation({
    mutationFn: async () => {
      try {
        await allauth("POST", "auth/password/reset", { body: { key, password } });
      } catch (error) {
        if (!isDoneButSignedOut(error)) throw error;
      }
    },
  });
  if (link.isPending) return <LinkSkeleton title={t("reset_title")} />;
  if (link.error) {
    return <LinkProblem title={t("reset_title")} error={link.error} to="/forgotten-password" action={t("new_link")} />;
  }
  if (reset.isSuccess) {
    return (
      <AuthPage title={t("reset_done")}>
        <p className={classes.text} role="status">
          {t("reset_done_text")}
        </p>
        <Button component={Link} to="/login" fullWidth>
          {t("submit")}
        </Button>
      </AuthPage>
    );
  }
  const isAboutPassword = reset.error && asApiError(reset.error).field === "password";
  return (
    <AuthPage title={t("reset_title")}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (password) reset.mutate();
        }}
      >
        {!isAboutPassword && <AuthError error={reset.error} />}
        <NewPassword
          isFocused
          value={password}
          change={setPassword}
          error={isAboutPassword ? asApiError(reset.error).message : undefined}
        />
        <Button type="submit" fullWidth disabled={!password} loading={reset.isPending}>
          {t("reset_action")}
        </Button>
      </form>
    </AuthPage>
  );
}
