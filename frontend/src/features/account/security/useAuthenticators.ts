import { useQuery, useQueryClient } from "@tanstack/react-query";
import { isPasskeyRefused } from "@/shared/auth/webauthn";
import { notifyError } from "@/shared/notify/notify";
import { type Authenticator, authenticatorsQuery } from "../queries";
import { Cancelled, withReauthentication } from "./reauthentication";

type Kind = Authenticator["type"];

/** The second factors that one has, and a way to change them that asks who is there when it must. */
export function useAuthenticators() {
  const queries = useQueryClient();
  const list = useQuery(authenticatorsQuery);
  const ofKind = <K extends Kind>(kind: K) =>
    (list.data ?? []).filter((one): one is Extract<Authenticator, { type: K }> => one.type === kind);
  /** Undefined when it did not happen. */
  async function change<T>(attempt: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await withReauthentication(attempt);
      await queries.invalidateQueries({ queryKey: authenticatorsQuery.queryKey });
      return answer;
    } catch (error) {
      if (!(error instanceof Cancelled) && !isPasskeyRefused(error)) notifyError(error);
      return undefined;
    }
  }
  return { list, ofKind, change };
}
