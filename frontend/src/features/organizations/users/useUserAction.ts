import { useQueryClient } from "@tanstack/react-query";
import { notify, notifyError } from "@/shared/notify/notify";
import { confirm, type Question } from "@/shared/ui/confirm";

interface Action<Answer> {
  run: () => Promise<Answer>;
  /** Asked first, where it cannot be undone. */
  question?: Question;
  done: (answer: Answer) => string;
}

/** One step of an administrator on somebody's account: ask, do, say, show the new state. True when it was done. */
export function useUserAction() {
  const queries = useQueryClient();
  return async <Answer>({ run, question, done }: Action<Answer>): Promise<boolean> => {
    if (question && !(await confirm(question))) return false;
    try {
      notify(done(await run()));
    } catch (error) {
      notifyError(error);
      return false;
    }
    void queries.invalidateQueries({ queryKey: ["users"] });
    return true;
  };
}
