import { IconLock } from "@tabler/icons-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";
import type { Permission } from "@/shared/api/types";
import { useCan } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { EmptyState } from "@/shared/ui/EmptyState";
import { PlaceTabs } from "@/shared/ui/PlaceTabs";

const PEOPLE: Permission[] = ["manage_users_profiles"];
const PLACES: [name: string, permissions: Permission[]][] = [
  ["users", PEOPLE],
  ["invitations", PEOPLE],
  ["profiles", PEOPLE],
  ["explain", PEOPLE],
  ["audit", ["manage_users_profiles", "edit_organization"]],
  ["outbox", PEOPLE],
];

/** The places of those who look after people, side by side. */
export function AdministrationFrame() {
  const { t } = useTranslation("organizations");
  const can = useCan();
  const places = PLACES.filter(([, permissions]) => permissions.some(can));
  if (places.length === 0) {
    return (
      <>
        <PageHeader title={t("title")} />
        <EmptyState icon={IconLock} text={t("not_yours")} />
      </>
    );
  }
  return (
    <>
      <PlaceTabs
        label={t("title")}
        places={places.map(([name]) => ({ to: `/administration/${name}`, label: t(`places.${name}`) }))}
      />
      <Suspense>
        <Outlet />
      </Suspense>
    </>
  );
}
