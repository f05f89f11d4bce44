import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { Breadcrumb, SearchHit, TreeItem, TreePage } from "./types";

const READ_AT_MOST = 40;

async function walk(needsOrganization: boolean, signal: AbortSignal): Promise<SearchHit[]> {
  const found: SearchHit[] = [];
  const waiting: { node: string; above: Breadcrumb[] }[] = [{ node: "", above: [] }];
  for (let asked = 0; asked < READ_AT_MOST; asked += 1) {
    const next = waiting.shift();
    if (!next) break;
    const page = await api.get<TreePage>("/api/tree", { node: next.node, limit: 100 }, signal);
    for (const item of page.items.filter(isPlace)) {
      const breadcrumbs = [...next.above, { key: item.key, kind: item.kind, label: item.label }];
      if (item.kind === "organization" || !needsOrganization) found.push({ ...item, breadcrumbs });
      if (item.kind === "organization") waiting.push({ node: item.key, above: breadcrumbs });
    }
  }
  return found;
}

function isPlace({ kind }: TreeItem): boolean {
  return kind === "organization" || kind === "site";
}

/** The organizations and sites from the top on, as a first choice before anything is searched for. */
export const placesAround = (needsOrganization: boolean) =>
  queryOptions({
    queryKey: ["tree", "places", needsOrganization],
    queryFn: ({ signal }) => walk(needsOrganization, signal),
    staleTime: 30_000,
  });
