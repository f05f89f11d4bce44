import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { ApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import { live } from "@/shared/live/live";
import { notifyError } from "@/shared/notify/notify";
import { rememberOrganization } from "@/shared/session/currentOrganization";
import { meQuery } from "@/shared/session/useMe";

export function useSession() {
  const queries = useQueryClient();
  const navigate = useNavigate();

  async function switchOrganization(id: string): Promise<void> {
    rememberOrganization(id);
    // Addresses hold ids of the old organization, so the start page is the only safe place.
    await navigate("/");
    await queries.cancelQueries();
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== meQuery.queryKey[0] });
    await queries.refetchQueries(meQuery);
    live.reset();
  }

  async function signOut(): Promise<void> {
    try {
      await api.delete("/_allauth/browser/v1/auth/session");
    } catch (error) {
      // Allauth answers a finished sign-out with 401: nobody is signed in any more.
      if (!(error instanceof ApiError && error.family === "signed_out")) {
        notifyError(error);
        return;
      }
    }
    rememberOrganization(null);
    await navigate("/login");
    queries.clear();
    queries.setQueryData(meQuery.queryKey, null);
    live.reset();
  }

  return { switchOrganization, signOut };
}
