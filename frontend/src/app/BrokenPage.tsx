import { useTranslation } from "react-i18next";
import { isRouteErrorResponse, useRouteError } from "react-router";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { ErrorState } from "@/shared/ui/ErrorState";
import { NotFoundPage } from "./NotFoundPage";

/** A page threw: our bug, or a build that was replaced while the tab was open. */
export function BrokenPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFoundPage />;
  const isOldBuild = error instanceof Error && /dynamically imported module|module script/i.test(error.message);
  return (
    <>
      <PageHeader title={t("broken.title")} />
      <ErrorState
        title={isOldBuild ? t("broken.old_build") : t("broken.title")}
        advice={isOldBuild ? t("broken.reload_advice") : t("broken.advice")}
        error={error}
        retry={() => window.location.reload()}
        retryLabel={t("broken.reload")}
      />
    </>
  );
}
