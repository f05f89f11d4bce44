import { api } from "../api/client";
import type { Named } from "../api/types";
import { useCan } from "../session/useMe";
import { ResourcePicker, type ResourcePickerProps } from "./ResourcePicker";

interface NamedPickerProps
  extends Omit<ResourcePickerProps<Named>, "name" | "list" | "describe" | "readOne" | "create"> {
  kind: "sites" | "device-types";
  /** Filters only choose. */
  canCreate?: boolean;
}

/** A site or a device type; a name that does not exist yet can be made on the spot. */
export function NamedPicker({ kind, canCreate = true, ...props }: NamedPickerProps) {
  const can = useCan();
  const path = `/api/${kind}`;
  return (
    <ResourcePicker<Named>
      {...props}
      name={[kind]}
      // Sites and types are few; the server lists them all.
      list={async (search, signal) => {
        const all = await api.get<Named[]>(path, {}, signal);
        return all.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
      }}
      describe={({ name }) => ({ label: name })}
      readOne={async (id) => (await api.get<Named[]>(path)).find((one) => one.id === id) ?? null}
      create={canCreate && can("manage_devices") ? (name) => api.post<Named>(path, { name }) : undefined}
    />
  );
}
