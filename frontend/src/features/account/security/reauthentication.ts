import { create } from "zustand";
import { type AuthFlow, flowsOf } from "@/shared/auth/allauth";

/** The person closed the question who they are: what they began does not happen, and nothing went wrong. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

interface Asking {
  flows: AuthFlow[] | null;
  answer: (isProven: boolean) => void;
}

export const useReauthentication = create<Asking>(() => ({ flows: null, answer: () => {} }));

function ask(flows: AuthFlow[]): Promise<boolean> {
  useReauthentication.getState().answer(false);
  return new Promise((resolve) => {
    useReauthentication.setState({
      flows,
      answer: (isProven) => {
        useReauthentication.setState({ flows: null, answer: () => {} });
        resolve(isProven);
      },
    });
  });
}

const PROOFS = ["reauthenticate", "mfa_reauthenticate"];

/** Do it; when the server wants to know anew who is there, ask and do it again. */
export async function withReauthentication<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const flows = flowsOf(error).filter(({ id }) => PROOFS.includes(id));
    if (flows.length === 0) throw error;
    if (!(await ask(flows))) throw new Cancelled();
    return await attempt();
  }
}
