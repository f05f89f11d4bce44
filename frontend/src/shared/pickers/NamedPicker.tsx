import { api } from "../api/client";
import type { Named, Page } from "../api/types";
import { useCan } from "../session/useMe";
import { ResourcePicker, type ResourcePickerProps } from "./ResourcePicker";

interface NamedPickerProps
  extends Omit<ResourcePickerProps<Named>, "name" | "list" | "describe" | "readOne" | "create"> {
  kind: "sites" | "device-types";
  /** Filters only choose. */
  canCreate?: boolean;
}

const MOST = 100;

/** A site or a device type; a name that does not exist yet can be made on the spot. */
export function NamedPicker({ kind, canCreate = true, ...props }: NamedPickerProps) {
  const can = useCan();
  const path = `/api/${kind}`;
  return (
    <ResourcePicker<Named>
      {...props}
      name={[kind]}
      list={async (search, signal) => {
        const { items } = await api.get<Page<Named>>(path, { search, limit: MOST }, signal);
        return items;
      }}
      describe={({ name }) => ({ label: name })}
      readOne={(id) => api.get<Named>(`${path}/${id}`).catch(() => null)}
      create={canCreate && can("manage_devices") ? (name) => api.post<Named>(path, { name }) : undefined}
    />
  );
}
