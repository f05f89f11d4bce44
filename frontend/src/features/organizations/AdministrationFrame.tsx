import { IconLock } from "@tabler/icons-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet } from "react-router";
import { useCan } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { EmptyState } from "@/shared/ui/EmptyState";
import classes from "./AdministrationFrame.module.css";

const PLACES = ["users", "invitations", "profiles", "explain", "audit", "outbox"] as const;

/** The places of those who look after people, side by side. */
export function AdministrationFrame() {
  const { t } = useTranslation("organizations");
  const can = useCan();
  if (!can("manage_users_profiles")) {
    return (
      <>
        <PageHeader title={t("title")} />
        <EmptyState icon={IconLock} text={t("not_yours")} />
      </>
    );
  }
  return (
    <>
      <nav className={classes.places} aria-label={t("title")}>
        {PLACES.map((place) => (
          <NavLink key={place} to={`/administration/${place}`} className={classes.place}>
            {t(`places.${place}`)}
          </NavLink>
        ))}
      </nav>
      <Suspense>
        <Outlet />
      </Suspense>
    </>
  );
}
