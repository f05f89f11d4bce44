import type { components } from "@/shared/api/schema";
import type { NodeKind } from "@/shared/nodes/nodes";

type Schemas = components["schemas"];
type Narrowed<T, N> = Omit<T, keyof N> & N;

export type Breadcrumb = Narrowed<Schemas["CrumbOut"], { kind: NodeKind }>;

/** A node of the tree of resources as its row shows it. */
export type TreeItem = Narrowed<Schemas["TreeItemOut"], { kind: NodeKind }>;

/** One page of what stands below a node; the breadcrumbs lead from the outermost organization to the node itself. */
export type TreePage = Narrowed<
  Schemas["TreeOut"],
  { node: TreeItem | null; breadcrumbs: Breadcrumb[]; items: TreeItem[] }
>;

export type SearchHit = Narrowed<Schemas["TreeHitOut"], { kind: NodeKind; breadcrumbs: Breadcrumb[] }>;
export type SearchAnswer = Narrowed<Schemas["TreeSearchOut"], { items: SearchHit[] }>;
export type Moved = Schemas["MoveOut"];

export type Organization = Schemas["OrganizationOut"];
export type Site = Schemas["SiteOut"];
