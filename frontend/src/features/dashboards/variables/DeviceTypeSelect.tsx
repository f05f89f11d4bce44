import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";

interface DeviceTypeSelectProps {
  label: string;
  value: number | null;
  change: (type: number | null) => void;
  isRequired?: boolean;
}

const MOST_NAMED = 200;

/** One of the organization's device types, or any. */
export function DeviceTypeSelect({ label, value, change, isRequired = false }: DeviceTypeSelectProps) {
  const { t } = useTranslation("dashboards");
  const types = useQuery({
    queryKey: ["device-types", "picker"],
    queryFn: ({ signal }) =>
      api.get<Page<{ id: number; name: string }>>("/api/device-types", { limit: MOST_NAMED }, signal),
  });
  return (
    <Select
      label={label}
      required={isRequired}
      clearable
      searchable
      placeholder={isRequired ? undefined : t("variable.anyType")}
      data={(types.data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
      value={value === null ? null : String(value)}
      onChange={(id) => change(id === null ? null : Number(id))}
    />
  );
}
