import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation, useParams } from "react-router";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Page } from "@/shared/ui/Page";
import { permissionsQuery, profileQuery } from "../queries";
import { ProfileEditor } from "./ProfileEditor";
import { documentOf, EMPTY, type ProfileDocument } from "./profileDocument";

/** One profile, or a new one, which can begin as the copy of another. */
export function ProfilePage() {
  const { t } = useTranslation("organizations");
  const { profileId = "" } = useParams();
  const { state } = useLocation();
  const isNew = profileId === "new";
  const profile = useQuery({ ...profileQuery(Number(profileId)), enabled: !isNew });
  const permissions = useQuery(permissionsQuery);
  const trail = [{ to: "/administration/profiles", label: t("places.profiles") }];
  const error = profile.error ?? permissions.error;
  if (error && !(profile.data && permissions.data)) {
    return (
      <>
        <PageHeader title={t("profiles.one")} trail={trail} />
        <ErrorState error={error} retry={() => Promise.all([profile.refetch(), permissions.refetch()])} />
      </>
    );
  }
  if (!permissions.data || !(isNew || profile.data)) {
    return (
      <Page isNarrow>
        <PageHeader title={t("profiles.one")} trail={trail} />
        <Skeleton height={176} radius="md" />
        <Skeleton height={176} radius="md" />
        <Skeleton height={232} radius="md" />
      </Page>
    );
  }
  const copied = (state as { copy?: ProfileDocument } | null)?.copy; // only our own links set it
  return (
    <ProfileEditor
      key={profileId}
      profile={profile.data ?? null}
      initial={profile.data ? documentOf(profile.data) : (copied ?? EMPTY)}
      permissions={permissions.data}
    />
  );
}
