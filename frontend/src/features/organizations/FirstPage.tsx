import { Navigate } from "react-router";
import { useCan } from "@/shared/session/useMe";

/** Where the administration begins: with the people, for those who look after them. */
export function FirstPage() {
  const can = useCan();
  return <Navigate to={can("manage_users_profiles") ? "/administration/users" : "/administration/audit"} replace />;
}
