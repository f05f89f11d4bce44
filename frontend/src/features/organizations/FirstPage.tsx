import { Navigate } from "react-router";

export function FirstPage() {
  return <Navigate to="/administration/users" replace />;
}
