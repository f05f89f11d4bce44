import { Button } from "@mantine/core";
import { IconMapQuestion } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { EmptyState } from "@/shared/ui/EmptyState";

export function NotFoundPage() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <>
      <PageHeader title={t("not_found.title")} />
      <EmptyState
        icon={IconMapQuestion}
        text={t("not_found.text", { path: pathname })}
        action={
          <Button component={Link} to="/">
            {t("not_found.action")}
          </Button>
        }
      />
    </>
  );
}
