import { useTranslation } from "react-i18next";
import { notify, notifyError } from "@/shared/notify/notify";
import { useChangeMe } from "@/shared/session/useChangeMe";
import type { DashboardSummary } from "../queries";

/** Makes a dashboard the page that one begins with after signing in; the preferences take it back. */
export function useStart(): (dashboard: DashboardSummary) => Promise<void> {
  const { t } = useTranslation("dashboards");
  const change = useChangeMe();
  return async ({ id, name }) => {
    try {
      await change({ preferences: { start_page: `/dashboards/${id}` } });
      notify(t("list.started", { name }));
    } catch (error) {
      notifyError(error);
    }
  };
}
