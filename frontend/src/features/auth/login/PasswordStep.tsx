import { Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconFingerprint } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { authConfigQuery } from "@/shared/auth/authConfig";
import { canUsePasskeys } from "@/shared/auth/webauthn";
import { AuthError } from "../AuthError";
import classes from "../AuthPage.module.css";
import { emailProblem } from "../emailProblem";
import { ProviderButtons } from "./ProviderButtons";
import type { Login } from "./useLogin";

interface PasswordStepProps {
  login: Login;
  /** Where to go afterwards. */
  next: string;
  /** Why an outside provider sent the person back, in the server's word. */
  providerError: string | null;
}

export function PasswordStep({ login, next, providerError }: PasswordStepProps) {
  const { t } = useTranslation("auth");
  const config = useQuery(authConfigQuery).data;
  const hasPasskeys = Boolean(config?.mfa?.passkey_login_enabled) && canUsePasskeys();
  const providers = (config?.socialaccount?.providers ?? []).filter(({ flows }) => flows.includes("provider_redirect"));
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "", password: "" },
    validate: {
      email: (value) => emailProblem(value, t),
      password: (value) => (value ? null : t("password_missing")),
    },
  });
  return (
    <>
      <form
        className={classes.form}
        noValidate
        onSubmit={form.onSubmit(({ email, password }) => login.signIn(email, password))}
      >
        <AuthError
          error={login.error ?? (providerError && !login.isPending ? providerFailure(providerError, t) : null)}
        />
        <TextInput
          label={t("email")}
          type="email"
          autoComplete="username webauthn"
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
        <div className={classes.line}>
          <Anchor component={Link} to="/forgotten-password" fz="inherit">
            {t("forgotten")}
          </Anchor>
        </div>
      </form>
      {(hasPasskeys || providers.length > 0) && <div className={classes.or}>{t("or")}</div>}
      {hasPasskeys && (
        <Button
          variant="default"
          fullWidth
          leftSection={<IconFingerprint size={16} aria-hidden />}
          disabled={login.isPending}
          onClick={login.signInWithPasskey}
        >
          {t("with_passkey")}
        </Button>
      )}
      <ProviderButtons providers={providers} next={next} />
      <p className={classes.help}>{t("help")}</p>
    </>
  );
}

function providerFailure(code: string, t: TFunction<"auth">): Error {
  return new Error(t(["unknown_account", "signup_closed"].includes(code) ? "provider_unknown" : "provider_failed"));
}
