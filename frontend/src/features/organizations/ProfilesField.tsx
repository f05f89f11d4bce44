import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { profilesQuery } from "./queries";
import type { PersonProfile } from "./types";

interface ProfilesFieldProps {
  value: number[];
  change: (ids: number[]) => void;
  error?: ReactNode;
  /** Profiles of other organizations, which the list does not hold. */
  also?: readonly PersonProfile[];
}

/** Which profiles somebody has; everybody keeps at least one. */
export function ProfilesField({ value, change, error, also = [] }: ProfilesFieldProps) {
  const { t } = useTranslation("organizations");
  const profiles = useQuery(profilesQuery).data?.items ?? [];
  const here = new Set(profiles.map(({ id }) => id));
  const options = [
    ...profiles.map(({ id, name }) => ({ value: String(id), label: name })),
    ...also
      .filter(({ id }) => !here.has(id))
      .map(({ id, name, organization }) => ({ value: String(id), label: `${name} · ${organization}` })),
  ];
  return (
    <MultiSelect
      label={t("profiles.title")}
      description={t("profiles.field_help")}
      placeholder={value.length === 0 ? t("profiles.choose") : undefined}
      searchable
      hidePickedOptions
      data={options}
      value={value.map(String)}
      onChange={(ids) => change(ids.map(Number))}
      error={error}
      nothingFoundMessage={t("profiles.none_found")}
    />
  );
}
