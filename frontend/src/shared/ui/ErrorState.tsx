import { Button, CopyButton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ApiError, asApiError, type ErrorFamily } from "../api/ApiError";
import classes from "./ErrorState.module.css";

interface ErrorStateProps {
  error: unknown;
  /** What happened, in the page's words. */
  title?: string;
  /** What to do. */
  advice?: string;
  retry?: () => unknown;
  retryLabel?: string;
  isSmall?: boolean;
}

function detailsOf(error: unknown): string {
  const known = asApiError(error);
  const trace = error instanceof Error && !(error instanceof ApiError) ? `\n${error.stack ?? ""}` : "";
  return [
    `${new Date().toISOString()} ${window.location.pathname}`,
    `${known.status} ${known.code ?? known.family} ${known.path}`,
    known.message + trace,
  ].join("\n");
}

const CAN_BE_RETRIED: ErrorFamily[] = ["unavailable", "bug", "conflict"];

/** What happened, why, what to do; and the details to hand on. */
export function ErrorState({ error, title, advice, retry, retryLabel, isSmall = false }: ErrorStateProps) {
  const { t } = useTranslation();
  const known = asApiError(error);
  return (
    <div role="alert" className={isSmall ? `${classes.error} ${classes.small}` : classes.error}>
      {!isSmall && <IconAlertTriangle className={classes.icon} size={32} stroke={1.4} aria-hidden />}
      <p className={classes.title}>{title ?? t(`error.title.${known.family}`)}</p>
      <p className={classes.text}>{known.message}</p>
      {!isSmall && known.family !== "forbidden" && (
        <p className={classes.text}>{advice ?? t(`error.advice.${known.family}`)}</p>
      )}
      <div className={classes.actions}>
        {retry && CAN_BE_RETRIED.includes(known.family) && (
          <Button variant="default" onClick={() => retry()}>
            {retryLabel ?? t("retry")}
          </Button>
        )}
        <CopyButton value={detailsOf(error)}>
          {({ copied, copy }) => (
            <Button variant="subtle" color="gray" onClick={copy}>
              {copied ? t("copied") : t("copy_details")}
            </Button>
          )}
        </CopyButton>
      </div>
    </div>
  );
}
