import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { FlowCredential, Page } from "@/shared/api/types";
import { ResourcePicker, type ResourcePickerProps } from "@/shared/pickers/ResourcePicker";

type Props = Omit<ResourcePickerProps<FlowCredential>, "name" | "list" | "describe" | "readOne" | "create">;

const SHOWN = 50;

export function CredentialPicker(props: Props) {
  const { t } = useTranslation("flows");
  return (
    <ResourcePicker<FlowCredential>
      {...props}
      name={["flow-credentials"]}
      list={async (search, signal) =>
        (await api.get<Page<FlowCredential>>("/api/flow-credentials", { search, limit: SHOWN }, signal)).items
      }
      describe={({ name, kind }) => ({ label: name, hint: t(`credentials.kinds.${kind}`) })}
      readOne={(id) => api.get<FlowCredential>(`/api/flow-credentials/${id}`).catch(() => null)}
    />
  );
}
