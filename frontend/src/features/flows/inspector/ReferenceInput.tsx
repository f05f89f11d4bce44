import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { MetricPicker } from "@/shared/pickers/MetricPicker";
import { NamedPicker } from "@/shared/pickers/NamedPicker";
import { CredentialPicker } from "../credentials/CredentialPicker";
import type { ReferenceKind } from "../graph/references";

interface ReferenceInputProps {
  to: ReferenceKind;
  value: unknown;
  set: (value: unknown) => void;
  isClearable: boolean;
  shared: {
    label: string | undefined;
    description: string | undefined;
    error: string | undefined;
    disabled: boolean;
    "data-testid": string;
  };
}

export function ReferenceInput({ to, value, set, isClearable, shared }: ReferenceInputProps) {
  const picker = {
    label: shared.label,
    description: shared.description,
    error: shared.error,
    isDisabled: shared.disabled,
    isClearable,
    value: typeof value === "number" ? value : null,
    change: (id: number | null) => set(id),
  };
  return (
    <div data-testid={shared["data-testid"]}>
      {to === "metric" && <MetricPicker {...picker} />}
      {to === "device" && <DevicePicker {...picker} />}
      {to === "device_type" && <NamedPicker {...picker} kind="device-types" />}
      {to === "dashboard" && <NamedPicker {...picker} kind="dashboards" canCreate={false} />}
      {to === "site" && <NamedPicker {...picker} kind="sites" />}
      {to === "credential" && <CredentialPicker {...picker} />}
    </div>
  );
}
