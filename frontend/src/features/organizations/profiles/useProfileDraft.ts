import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api } from "@/shared/api/client";
import { notify } from "@/shared/notify/notify";
import { SAVED } from "@/shared/routing/useLeaveGuard";
import { meQuery } from "@/shared/session/useMe";
import { profileQuery } from "../queries";
import type { ProfileDetail } from "../types";
import { bodyOf, documentOf, entryProblem, isSame, type ProfileDocument } from "./profileDocument";

/** The profile as it stands on the page, beside the one that is saved. */
export function useProfileDraft(profile: ProfileDetail | null, initial: ProfileDocument) {
  const { t } = useTranslation("organizations");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [document, change] = useState(initial);
  const [saved, setSaved] = useState(profile ? initial : null);
  const save = useMutation({
    mutationFn: () =>
      profile
        ? api.patch<ProfileDetail>(`/api/profiles/${profile.id}`, bodyOf(document))
        : api.post<ProfileDetail>("/api/profiles", bodyOf(document)),
    onSuccess: async (answer) => {
      queries.setQueryData(profileQuery(answer.id).queryKey, answer);
      void queries.invalidateQueries({ queryKey: ["profiles", "list"] });
      void queries.invalidateQueries({ queryKey: ["explain"] });
      // It may have been one's own.
      void queries.invalidateQueries({ queryKey: meQuery.queryKey });
      notify(t("profiles.saved", { name: answer.name }));
      if (profile) {
        change(documentOf(answer));
        setSaved(documentOf(answer));
      } else await navigate(`/administration/profiles/${answer.id}`, { replace: true, state: SAVED });
    },
  });
  const first = document.entries.map((entry) => entryProblem(entry, document)).find((one) => one !== null);
  return {
    document,
    change,
    isDirty: saved === null ? document.name.trim() !== "" || document.entries.length > 0 : !isSame(document, saved),
    problem: document.name.trim() === "" ? "nameless" : (first ?? null),
    save,
  };
}
