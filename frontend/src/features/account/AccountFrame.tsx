import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";
import { PlaceTabs } from "@/shared/ui/PlaceTabs";
import { ReauthenticateDialog } from "./security/ReauthenticateDialog";

/** Everything about oneself. */
export function AccountFrame() {
  const { t } = useTranslation("account");
  return (
    <>
      <PlaceTabs
        label={t("title")}
        places={[
          { to: "/account", label: t("places.you"), isExact: true },
          { to: "/account/security", label: t("places.security") },
          { to: "/account/keys", label: t("places.keys") },
          { to: "/account/preferences", label: t("places.preferences") },
        ]}
      />
      <Suspense>
        <Outlet />
      </Suspense>
      <ReauthenticateDialog />
    </>
  );
}
