import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAlertCircle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";
import { ApiError, asApiError } from "@/shared/api/ApiError";
import { live } from "@/shared/live/live";
import { meQuery } from "@/shared/session/useMe";
import classes from "./LoginPage.module.css";
import { SluiceScene } from "./SluiceScene";
import { signIn } from "./signIn";

/** Only addresses of our own: `//elsewhere` would leave the site. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}

export function LoginPage() {
  const { t } = useTranslation("auth");
  const [search] = useSearchParams();
  const queries = useQueryClient();
  const me = useQuery(meQuery);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "", password: "" },
    validate: {
      email: (value) => {
        if (!value.trim()) return t("email_missing");
        return /^\S+@\S+$/.test(value.trim()) ? null : t("email_wrong", { value });
      },
      password: (value) => (value ? null : t("password_missing")),
    },
  });
  const login = useMutation({
    mutationFn: signIn,
    onSuccess: async () => {
      await queries.fetchQuery({ ...meQuery, staleTime: 0 });
      live.reset();
    },
  });
  useEffect(() => {
    document.title = `${t("title")} · Sluice`;
  }, [t]);
  if (me.data) return <Navigate to={safeNext(search.get("next"))} replace />;
  return (
    <div className={classes.page}>
      <SluiceScene />
      <main className={classes.side}>
        <form className={classes.form} noValidate onSubmit={form.onSubmit((values) => login.mutate(values))}>
          <h1 className={classes.title}>{t("welcome")}</h1>
          {login.error && (
            <Alert color="red" variant="light" icon={<IconAlertCircle size={16} aria-hidden />} role="alert">
              {isWrongPassword(login.error) ? t("wrong") : asApiError(login.error).message}
            </Alert>
          )}
          <TextInput
            label={t("email")}
            type="email"
            autoComplete="username"
            autoFocus
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={t("password")}
            autoComplete="current-password"
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" fullWidth loading={login.isPending}>
            {t("submit")}
          </Button>
          <p className={classes.help}>{t("help")}</p>
        </form>
      </main>
    </div>
  );
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof ApiError && error.status === 400 && error.code === "email_password_mismatch";
}
