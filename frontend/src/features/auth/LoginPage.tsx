import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";
import { meQuery } from "@/shared/session/useMe";
import { AuthPage } from "./AuthPage";
import classes from "./AuthPage.module.css";
import { PasswordStep } from "./login/PasswordStep";
import { SecondFactorStep } from "./login/SecondFactorStep";
import { useLogin } from "./login/useLogin";
import { firstPage, safeNext } from "./safeNext";

export function LoginPage() {
  const { t } = useTranslation("auth");
  const [search] = useSearchParams();
  const me = useQuery(meQuery);
  const login = useLogin();
  const { step } = login;
  const next = safeNext(search.get("next"));
  if (me.data) return <Navigate to={firstPage(next, me.data.start_page)} replace />;
  if (step.name === "second_factor") {
    return (
      <AuthPage title={t("second_factor")}>
        <SecondFactorStep login={login} kinds={step.kinds} />
      </AuthPage>
    );
  }
  if (step.name === "confirm_email") {
    return (
      <AuthPage title={t("confirm_title")}>
        <p className={classes.text}>{t("confirm_pending")}</p>
        <Anchor component="button" type="button" fz="sm" onClick={login.startAgain}>
          {t("back")}
        </Anchor>
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("welcome")}>
      <PasswordStep login={login} next={next} providerError={search.get("error")} />
    </AuthPage>
  );
}
