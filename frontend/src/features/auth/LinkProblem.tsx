import { Anchor, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { AuthError } from "./AuthError";
import { AuthPage } from "./AuthPage";
import classes from "./AuthPage.module.css";

interface LinkProblemProps {
  title: string;
  error: unknown;
  /** Where a new link can be had. */
  to?: string;
  action?: string;
}

/** A link of a mail that leads nowhere any more. */
export function LinkProblem({ title, error, to, action }: LinkProblemProps) {
  const { t } = useTranslation("auth");
  return (
    <AuthPage title={title}>
      <AuthError error={error} />
      {to && (
        <Button component={Link} to={to} fullWidth>
          {action}
        </Button>
      )}
      <div className={classes.line}>
        <Anchor component={Link} to="/login" fz="inherit">
          {t("back")}
        </Anchor>
      </div>
    </AuthPage>
  );
}
