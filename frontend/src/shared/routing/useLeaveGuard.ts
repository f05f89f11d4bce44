import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";
import { confirm } from "../ui/confirm";

/** Goes with a navigation that follows saving, because the page learns only afterwards that nothing is open any more. */
export const SAVED = { isSaved: true };

/** Unsaved work is not lost by a click on the wrong thing. `name` is what was changed. */
export function useLeaveGuard(isDirty: boolean, name: string): void {
  const { t } = useTranslation();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isDirty && currentLocation.pathname !== nextLocation.pathname && nextLocation.state?.isSaved !== true,
  );
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    const question = {
      title: t("leave.title"),
      text: t("leave.text", { name }),
      action: t("leave.action"),
      isDangerous: true,
    };
    void confirm(question).then((isLeaving) => (isLeaving ? blocker.proceed() : blocker.reset()));
  }, [blocker, name, t]);
  useEffect(() => {
    if (!isDirty) return;
    const leaving = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", leaving);
    return () => window.removeEventListener("beforeunload", leaving);
  }, [isDirty]);
}
