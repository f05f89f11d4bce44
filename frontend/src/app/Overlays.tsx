import { useNotifications } from "@mantine/notifications";
import { lazy } from "react";
import { useQuestion } from "@/shared/ui/confirm";
import { Later } from "./Later";

const loadQuestions = () => import("@/shared/ui/ConfirmDialog");
const ConfirmDialog = lazy(async () => ({ default: (await loadQuestions()).ConfirmDialog }));
const loadToasts = () => import("./Toasts");
const Toasts = lazy(async () => ({ default: (await loadToasts()).Toasts }));

/** What any page may lay over itself: a question, and short words about what was done. */
export function Overlays() {
  const isAsking = useQuestion(({ question }) => question !== null);
  const { notifications } = useNotifications();
  return (
    <>
      <Later isOpen={isAsking} load={loadQuestions}>
        <ConfirmDialog />
      </Later>
      <Later isOpen={notifications.length > 0} load={loadToasts}>
        <Toasts />
      </Later>
    </>
  );
}
