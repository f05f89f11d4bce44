import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";
import { confirm } from "@/shared/ui/confirm";
import { isDirty } from "../editor/dashboardEditor";
import { useEditor } from "../editor/EditorContext";

/** Unsaved work is not lost by a click on the wrong thing. */
export function useLeaveGuard(name: string): void {
  const { t } = useTranslation("dashboards");
  const editor = useEditor();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      // The same dashboard without the designer shows what is published.
      (currentLocation.pathname !== nextLocation.pathname || !new URLSearchParams(nextLocation.search).has("edit")) &&
      isDirty(editor.getState()),
  );
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    const question = {
      title: t("edit.leaveTitle"),
      text: t("edit.leaveText", { name }),
      action: t("edit.leave"),
      isDangerous: true,
    };
    void confirm(question).then((isLeaving) => (isLeaving ? blocker.proceed() : blocker.reset()));
  }, [blocker, name, t]);
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      if (isDirty(editor.getState())) event.preventDefault();
    };
    window.addEventListener("beforeunload", leaving);
    return () => window.removeEventListener("beforeunload", leaving);
  }, [editor]);
}
