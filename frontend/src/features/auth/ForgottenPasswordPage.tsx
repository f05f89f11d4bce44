import { Anchor, Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { allauth } from "@/shared/auth/allauth";
import { authConfigQuery } from "@/shared/auth/authConfig";
import { AuthError } from "./AuthError";
import { AuthPage } from "./AuthPage";
import classes from "./AuthPage.module.css";
import { emailProblem } from "./emailProblem";

/** Ask for a link by mail. The answer is the same whether the address is known or not. */
export function ForgottenPasswordPage() {
  const { t } = useTranslation("auth");
  const queries = useQueryClient();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "" },
    validate: { email: (value) => emailProblem(value, t) },
  });
  const request = useMutation({
    mutationFn: async (email: string) => {
      await queries.ensureQueryData(authConfigQuery);
      await allauth("POST", "auth/password/request", { body: { email } });
    },
  });
  const back = (
    <div className={classes.line}>
      <Anchor component={Link} to="/login" fz="inherit">
        {t("back")}
      </Anchor>
    </div>
  );
  if (request.isSuccess) {
    return (
      <AuthPage title={t("link_sent")}>
        <p className={classes.text} role="status">
          {t("link_sent_text", { email: request.variables })}
        </p>
        <p className={classes.help}>{t("link_sent_help")}</p>
        {back}
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("forgotten_title")}>
      <p className={classes.text}>{t("forgotten_text")}</p>
      <form className={classes.form} noValidate onSubmit={form.onSubmit(({ email }) => request.mutate(email.trim()))}>
        <AuthError error={request.error} />
        <TextInput
          label={t("email")}
          type="email"
          autoComplete="username"
          autoFocus
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <Button type="submit" fullWidth loading={request.isPending}>
          {t("send_link")}
        </Button>
      </form>
      {back}
    </AuthPage>
  );
}
