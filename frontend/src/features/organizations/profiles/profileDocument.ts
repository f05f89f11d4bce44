import type { PickedNode } from "@/shared/pickers/nodeQueries";
import type { DashboardRole, EntryBody, ProfileBody, ProfileDetail, Switch } from "../types";

/**
 * The profile that is being edited. What stands in an entry but cannot be set, because its switch is off, is kept as long
 * as the page is open: a switch that is turned on again brings everything back.
 */
export interface ProfileDocument extends Omit<ProfileBody, "entries"> {
  entries: EntryDocument[];
}

export interface EntryDocument extends EntryBody {
  /** Null when the node was deleted meanwhile. */
  label: string | null;
  kind: PickedNode["kind"];
  breadcrumbs: { key: string; label: string }[];
}

export const EMPTY: ProfileDocument = {
  name: "",
  description: "",
  access_management: false,
  access_dashboard: true,
  access_rest: false,
  start_page: "",
  entries: [],
};

type Switches = Pick<ProfileDocument, Switch>;

const ALWAYS = ["read", "write_metric", "manage_metric"];

/** Whether an allow entry can name this permission now. */
export function isSettable(permission: string, switches: Switches): boolean {
  if (ALWAYS.includes(permission) || switches.access_management) return true;
  // Registering devices is what the switch of the REST API is for.
  return permission === "manage_devices" && switches.access_rest;
}

export function documentOf(profile: ProfileDetail): ProfileDocument {
  const { id, organization_id, member_count, ...fields } = profile;
  return { ...fields, entries: profile.entries as EntryDocument[] }; // the schema says "string" for the kinds of nodes
}

/** What the server is asked to keep: only what can be set and is in force. */
export function bodyOf(document: ProfileDocument): ProfileBody {
  return {
    ...document,
    name: document.name.trim(),
    description: document.description.trim(),
    entries: document.entries.map((entry) => entryBody(entry, document)),
  };
}

function entryBody({ node, effect, permissions, dashboard_role }: EntryDocument, switches: Switches): EntryBody {
  if (effect === "deny") return { node, effect, permissions: [...permissions].sort(), dashboard_role: "" };
  const set = permissions.filter((permission) => isSettable(permission, switches));
  const role = switches.access_dashboard ? dashboard_role : "";
  const isAnything = set.length > 0 || role !== "";
  return {
    node,
    effect,
    // Whoever may do something somewhere may see it.
    permissions: isAnything ? [...new Set(["read", ...set])].sort() : [],
    dashboard_role: role,
  };
}

export type EntryProblem = "nothing_allowed" | "twice";

/** Why the server would refuse the entry, or null. */
export function entryProblem(entry: EntryDocument, document: ProfileDocument): EntryProblem | null {
  const twins = document.entries.filter(({ node, effect }) => node === entry.node && effect === entry.effect);
  if (twins.length > 1) return "twice";
  const { effect, permissions } = entryBody(entry, document);
  if (effect === "allow" && permissions.length === 0) return "nothing_allowed";
  return null;
}

export function isSame(one: ProfileDocument, other: ProfileDocument): boolean {
  return JSON.stringify(bodyOf(one)) === JSON.stringify(bodyOf(other));
}

/** New entries for places; one that stands there already gets the other effect. */
export function withNodes(document: ProfileDocument, nodes: readonly PickedNode[]): ProfileDocument {
  const added = nodes.flatMap((node): EntryDocument[] => {
    const effects = document.entries.filter((entry) => entry.node === node.key).map(({ effect }) => effect);
    if (effects.length > 1) return [];
    const effect = effects.includes("allow") ? "deny" : "allow";
    return [
      {
        node: node.key,
        label: node.label,
        kind: node.kind,
        breadcrumbs: node.breadcrumbs ?? [],
        effect,
        permissions: effect === "allow" ? ["read"] : [],
        dashboard_role: effect === "allow" && document.access_dashboard ? "viewer" : "",
      },
    ];
  });
  return { ...document, entries: [...document.entries, ...added] };
}

export function withEntry(document: ProfileDocument, at: number, change: Partial<EntryDocument>): ProfileDocument {
  const entries = document.entries.map((entry, index) => (index === at ? { ...entry, ...change } : entry));
  return { ...document, entries };
}

export function withoutEntry(document: ProfileDocument, at: number): ProfileDocument {
  return { ...document, entries: document.entries.filter((_, index) => index !== at) };
}

/** Tick or untick a permission. */
export function withPermission(entry: EntryDocument, permission: string, isOn: boolean): Partial<EntryDocument> {
  if (isOn) return { permissions: [...entry.permissions, permission] };
  return { permissions: entry.permissions.filter((one) => one !== permission) };
}

/** Whether "read" comes by itself, with another permission or a role. */
export function isReadImplied(entry: EntryDocument, switches: Switches): boolean {
  if (switches.access_dashboard && entry.dashboard_role !== "") return true;
  return entry.permissions.some((permission) => permission !== "read" && isSettable(permission, switches));
}

export const ROLES: DashboardRole[] = ["", "viewer", "operator", "engineer", "manager"];
