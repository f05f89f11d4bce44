import { useQuery } from "@tanstack/react-query";
import { Navigate, Outlet, useLocation } from "react-router";
import { meQuery } from "@/shared/session/useMe";
import { ErrorState } from "@/shared/ui/ErrorState";
import { PageLoading } from "./PageLoading";
import { useAppliedPreferences } from "./useAppliedPreferences";

/** Everything below needs a person; nobody is sent to the login page and back to where they wanted to go. */
export function RequireSession() {
  const { data: me, error, refetch } = useQuery(meQuery);
  const location = useLocation();
  const timeZone = useAppliedPreferences(me);
  if (me === undefined && error) return <ErrorState error={error} retry={refetch} />;
  if (me === undefined) return <PageLoading />;
  if (me === null) {
    const next = location.pathname + location.search;
    return <Navigate to={next === "/" ? "/login" : `/login?next=${encodeURIComponent(next)}`} replace />;
  }
  // A new organization is a new world: nothing on the page may survive the change. In a new time zone all times change.
  return <Outlet key={`${me.organization.id} ${timeZone}`} />;
}
