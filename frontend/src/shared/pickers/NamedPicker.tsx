import { api, call, inOrganization } from "../api/client";
import type { Named, Page, Permission } from "../api/types";
import { useCan } from "../session/useMe";
import { ResourcePicker, type ResourcePickerProps } from "./ResourcePicker";

type Kind = "sites" | "device-types" | "dashboards";

interface NamedPickerProps
  extends Omit<ResourcePickerProps<Named>, "name" | "list" | "describe" | "readOne" | "create"> {
  kind: Kind;
  /** Filters only choose. */
  canCreate?: boolean;
  /** Another organization than the current one. */
  organization?: string;
}

const SHOWN = 50;

const MADE_BY: Record<Kind, Permission> = {
  sites: "manage_sites",
  "device-types": "manage_templates_files",
  dashboards: "manage_dashboards",
};

/** A site, a device type or a dashboard; a name that does not exist yet can be made on the spot. */
export function NamedPicker({ kind, canCreate = true, organization, ...props }: NamedPickerProps) {
  const can = useCan();
  const path = `/api/${kind}`;
  const there = inOrganization(organization);
  return (
    <ResourcePicker<Named>
      {...props}
      name={organization ? [kind, organization] : [kind]}
      list={async (search, signal) => {
        const query = { search, limit: SHOWN };
        return (await call<Page<Named>>("GET", path, { query, signal, ...there })).items;
      }}
      describe={({ name }) => ({ label: name })}
      readOne={(id) => call<Named>("GET", `${path}/${id}`, there)}
      create={canCreate && can(MADE_BY[kind]) ? (name) => api.post<Named>(path, { name }, there) : undefined}
    />
  );
}
