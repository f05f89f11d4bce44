import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/shared/api/client";
import { notify, notifyError } from "@/shared/notify/notify";
import { SAVED } from "@/shared/routing/useLeaveGuard";
import { confirm } from "@/shared/ui/confirm";
import type { ProfileDetail } from "../types";

export function useDeleteProfile({ id, name, member_count }: ProfileDetail): () => Promise<void> {
  const { t } = useTranslation("organizations");
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    const agreed = await confirm({
      title: t("profiles.delete_title", { name }),
      text: t("profiles.delete_text", { count: member_count }),
      action: t("profiles.delete"),
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await api.delete(`/api/profiles/${id}`);
    } catch (error) {
      notifyError(error);
      return;
    }
    await navigate("/administration/profiles", { state: SAVED });
    queries.removeQueries({ queryKey: ["profiles", "one", id] });
    void queries.invalidateQueries({ queryKey: ["profiles"] });
    notify(t("profiles.deleted", { name }));
  };
}
