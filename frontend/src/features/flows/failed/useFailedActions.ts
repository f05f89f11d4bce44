import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { notify, notifyError, notifyFailure } from "@/shared/notify/notify";
import { confirm } from "@/shared/ui/confirm";
import { deleteFailedCalls, resendFailedCalls } from "./queries";

/** Sending again and forgetting. `left` hears which calls are no longer on the list. */
export function useFailedActions(left: (ids: readonly number[]) => void) {
  const { t } = useTranslation("flows");
  const queries = useQueryClient();
  const reload = () => queries.invalidateQueries({ queryKey: ["failed-calls"] });
  const resending = useMutation({
    mutationFn: resendFailedCalls,
    onSuccess: ({ resent, refused }) => {
      left(resent);
      if (resent.length > 0) notify(t("failed.resent", { count: resent.length }));
      if (refused.length > 0)
        notifyFailure(t("failed.refused", { count: refused.length }), new Error(t("failed.no_room")));
    },
    onError: notifyError,
    onSettled: reload,
  });
  const deleting = useMutation({
    mutationFn: deleteFailedCalls,
    onSuccess: ({ deleted }) => left(deleted),
    onError: notifyError,
    onSettled: reload,
  });
  const forget = async (ids: readonly number[]) => {
    const question = {
      title: t("failed.confirm_title", { count: ids.length }),
      text: t("failed.confirm"),
      action: t("delete"),
      isDangerous: true,
    };
    if (await confirm(question)) deleting.mutate(ids);
  };
  return {
    resend: (ids: readonly number[]) => resending.mutate(ids),
    forget: (ids: readonly number[]) => void forget(ids),
    isBusy: resending.isPending || deleting.isPending,
  };
}
