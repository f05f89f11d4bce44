import { api } from "../api/client";
import type { Named, Page } from "../api/types";
import { useCan } from "../session/useMe";
import { ResourcePicker, type ResourcePickerProps } from "./ResourcePicker";

interface NamedPickerProps extends Omit<ResourcePickerProps<Named>, "path" | "describe" | "readOne" | "create"> {
  kind: "sites" | "device-types";
}

/** A site or a device type; a name that does not exist yet can be made on the spot. */
export function NamedPicker({ kind, ...props }: NamedPickerProps) {
  const can = useCan();
  const path = `/api/${kind}`;
  return (
    <ResourcePicker<Named>
      {...props}
      path={path}
      describe={({ name }) => ({ label: name })}
      // Sites and types are few; the server lists them all.
      readOne={async (id) =>
        (await api.get<Page<Named>>(path, { limit: 500 })).items.find((one) => one.id === id) ?? null
      }
      create={can("manage_devices") ? (name) => api.post<Named>(path, { name }) : undefined}
    />
  );
}
