import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import { authConfigQuery } from "@/shared/auth/authConfig";
import { NewPassword } from "@/shared/auth/NewPassword";
import { useMe } from "@/shared/session/useMe";
import { showFieldError } from "@/shared/ui/FormError";
import { AuthError } from "../AuthError";
import classes from "../AuthPage.module.css";
import { useLogin } from "../login/useLogin";
import { safeNext } from "../safeNext";
import type { OpenInvitation } from "./openInvitation";

type Accepted = components["schemas"]["InvitationAcceptedOut"];

interface JoinProps {
  invitation: OpenInvitation;
  token: string;
  /** The account exists now; signing in is under way. */
  begun: () => void;
}

/** Name and password, and the person is in. */
export function JoinAsNew({ invitation, token, begun }: JoinProps) {
  const { t } = useTranslation("auth");
  const queries = useQueryClient();
  const login = useLogin();
  const me = useMe();
  const form = useForm({
    initialValues: { name: invitation.name, password: "" },
    validate: {
      name: (value) => (value.trim() ? null : t("name_missing")),
      password: (value) => (value ? null : t("password_missing")),
    },
  });
  const accept = useMutation({
    mutationFn: async (fields: { name: string; password: string }) => {
      await queries.ensureQueryData(authConfigQuery);
      return api.post<Accepted>("/api/invitations/accept", { token, ...fields, name: fields.name.trim() });
    },
    onSuccess: ({ email, may_log_in }, { password }) => {
      begun();
      if (may_log_in) login.signIn(email, password);
    },
    onError: (error) => showFieldError(form, error),
  });
  if (login.step.name === "done") return <Navigate to={safeNext(me?.start_page)} replace />;
  if (accept.data && !accept.data.may_log_in) return <p className={classes.text}>{t("invitation_no_login")}</p>;
  const isAtField = accept.error && (asApiError(accept.error).field ?? "") in form.values;
  return (
    <form className={classes.form} noValidate onSubmit={form.onSubmit((fields) => accept.mutate(fields))}>
      <p className={classes.text}>{t("invitation_new")}</p>
      {!isAtField && <AuthError error={accept.error ?? login.error} />}
      {/* Password managers want to know for whom the password is. */}
      <input type="hidden" name="username" autoComplete="username" value={invitation.email} readOnly />
      <TextInput label={t("name")} autoComplete="name" autoFocus maxLength={100} {...form.getInputProps("name")} />
      <NewPassword
        value={form.values.password}
        change={(password) => form.setFieldValue("password", password)}
        error={form.errors.password}
      />
      <Button type="submit" fullWidth loading={accept.isPending || login.isPending}>
        {t("invitation_create")}
      </Button>
    </form>
  );
}
