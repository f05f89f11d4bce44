import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { KeysPanel } from "@/shared/keys/KeysPanel";
import { profilesQuery } from "../queries";
import type { Person } from "../types";

/** Whoever cannot sign in cannot make their own keys: an administrator does it for them. */
export function PersonKeys({ person }: { person: Person }) {
  const { t } = useTranslation("organizations");
  const profiles = useQuery(profilesQuery).data?.items ?? [];
  const mine = new Set(person.profiles.map(({ id }) => id));
  return (
    <KeysPanel
      path={`/api/users/${person.id}/api-keys`}
      profiles={profiles.filter(({ id }) => mine.has(id))}
      empty={t("users.no_keys")}
      notAllowed={t("users.no_keys_possible")}
    />
  );
}
