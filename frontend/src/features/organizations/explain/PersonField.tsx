import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import { ResourcePicker } from "@/shared/pickers/ResourcePicker";
import type { Person } from "../types";

const SHOWN = 30;

interface PersonFieldProps {
  value: number | null;
  change: (id: number | null) => void;
  label?: string;
  placeholder?: string;
}

export function PersonField({ value, change, label, placeholder }: PersonFieldProps) {
  const { t } = useTranslation("organizations");
  return (
    <ResourcePicker<Person>
      label={label ?? t("users.person")}
      placeholder={placeholder}
      name={["users"]}
      list={async (search, signal) =>
        (await api.get<Page<Person>>("/api/users", { search, limit: SHOWN }, signal)).items
      }
      describe={({ name, email }) => ({ label: name || email, hint: name ? email : undefined })}
      readOne={(id) => api.get<Person>(`/api/users/${id}`)}
      value={value}
      change={change}
    />
  );
}
