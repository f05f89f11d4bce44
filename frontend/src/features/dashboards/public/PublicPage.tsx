import { IconLinkOff } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import { listenAt, onClosed } from "@/shared/live/live";
import { useConnection } from "@/shared/live/useConnection";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { PageSkeleton } from "../view/PageSkeleton";
import { keepGrant, keptGrant } from "./keeping";
import { PasswordForm } from "./PasswordForm";
import { PublicDashboard } from "./PublicDashboard";
import classes from "./PublicPage.module.css";
import { publicAddress } from "./publicPlace";

export type PublicAnswer = components["schemas"]["PublicDashboardOut"];

/** How soon a change, and the end of the link, is seen where the socket cannot tell. */
const AGAIN_MS = 10_000;
/** With the socket, in case its word got lost. */
const SELDOM_MS = 60_000;

/** A dashboard for whoever has its public link: nobody is logged in, nothing can be set. */
export function PublicPage() {
  const { t } = useTranslation("dashboards");
  const token = useParams().token ?? "";
  const isEmbedded = useSearchParams()[0].has("embed");
  const [grant, setGrant] = useKept(token);
  const [isCounted, setCounted] = useState(false);
  const isHeard = useConnection((state) => state.state === "open");
  const { data, error, refetch } = useQuery({
    queryKey: ["public", token, "dashboard", grant],
    queryFn: ({ signal }) =>
      api.get<PublicAnswer>(publicAddress({ token, grant }, ""), isCounted ? { again: true } : {}, signal),
    retry: false,
    refetchInterval: isHeard ? SELDOM_MS : AGAIN_MS,
    placeholderData: keepPreviousData,
  });
  // Revoked, over, or a new password: the page says which.
  useEffect(() => onClosed(() => void refetch()), [refetch]);
  useEffect(() => () => listenAt(null), []);
  const name = data?.name ?? "";
  useEffect(() => {
    document.title = name ? `${name} · Sluice` : "Sluice";
    if (name) setCounted(true);
  }, [name]);
  const problem = error ? asApiError(error) : null;
  if (problem?.code === "password_needed") return <PasswordForm token={token} opened={setGrant} />;
  if (problem?.family === "missing") {
    return (
      <main className={classes.alone}>
        <EmptyState icon={IconLinkOff} text={t("public.gone")} />
      </main>
    );
  }
  return (
    <div className={classes.screen} data-embedded={isEmbedded}>
      {data ? (
        <PublicDashboard key={data.version} token={token} grant={grant} answer={data} isEmbedded={isEmbedded} />
      ) : error ? (
        <main className={classes.alone}>
          <ErrorState error={error} retry={refetch} />
        </main>
      ) : (
        <PageSkeleton />
      )}
    </div>
  );
}

/** Where a frame keeps nothing, the grant lasts as long as the page. */
function useKept(token: string): [string, (grant: string) => void] {
  const [grant, setGrant] = useState(() => keptGrant(token));
  const keep = (next: string) => {
    setGrant(next);
    keepGrant(token, next);
  };
  return [grant, keep];
}
