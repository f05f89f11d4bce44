import type { Catalogue } from "./catalogue";
import type { FlowDocument } from "./document";
import { type JsonSchema, resolve } from "./schema";

export type References = Readonly<Record<ReferenceKind, readonly number[]>>;
export const REFERENCE_KINDS = ["metric", "device", "device_type", "site", "credential", "dashboard"] as const;
export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

export function isReferenceKind(format: string | undefined): format is ReferenceKind {
  return REFERENCE_KINDS.some((kind) => kind === format);
}

export function referencesInAll(documents: readonly FlowDocument[], catalogue: Catalogue): References {
  const found = documents.map((document) => referencesIn(document, catalogue));
  const joined = (kind: ReferenceKind) => [...new Set(found.flatMap((one) => one[kind]))].sort((a, b) => a - b);
  return Object.fromEntries(REFERENCE_KINDS.map((kind) => [kind, joined(kind)])) as Record<ReferenceKind, number[]>;
}

/** All metrics, devices and so on that a flow's params name, each once and in order. */
export function referencesIn(document: FlowDocument, catalogue: Catalogue): References {
  const found: Record<ReferenceKind, Set<number>> = {
    metric: new Set(),
    device: new Set(),
    device_type: new Set(),
    site: new Set(),
    credential: new Set(),
    dashboard: new Set(),
  };
  const walk = (schema: JsonSchema, value: unknown, root: JsonSchema) => {
    const real = resolve(schema, root);
    if (typeof value === "number" && isReferenceKind(real.format)) found[real.format].add(value);
    for (const choice of [...(real.anyOf ?? []), ...(real.oneOf ?? [])]) walk(choice, value, root);
    if (Array.isArray(value) && real.items) for (const item of value) walk(real.items, item, root);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    for (const [name, property] of Object.entries(real.properties ?? {})) {
      walk(property, (value as Record<string, unknown>)[name], root);
    }
  };
  for (const block of Object.values(document.blocks)) {
    const type = catalogue.types.get(block.type);
    if (type) walk(type.params, block.params, type.params);
  }
  const sorted = (ids: Set<number>) => [...ids].sort((a, b) => a - b);
  return {
    metric: sorted(found.metric),
    device: sorted(found.device),
    device_type: sorted(found.device_type),
    site: sorted(found.site),
    credential: sorted(found.credential),
    dashboard: sorted(found.dashboard),
  };
}
