import type { FlowCredential } from "@/shared/api/types";

export const KINDS = ["basic", "bearer", "oauth2", "api_key", "database", "certificate"] as const;
export type Kind = (typeof KINDS)[number];

interface Part {
  readonly name: string;
  readonly isOptional?: boolean;
  readonly isLong?: boolean;
  readonly choices?: readonly string[];
}

interface Parts {
  readonly settings: readonly Part[];
  readonly secrets: readonly Part[];
}

/** What makes up each kind: what may be seen again, and what may not. */
export const PARTS: Readonly<Record<Kind, Parts>> = {
  basic: { settings: [{ name: "username" }], secrets: [{ name: "password" }] },
  bearer: { settings: [], secrets: [{ name: "token" }] },
  oauth2: {
    settings: [
      { name: "token_url" },
      { name: "client_id" },
      { name: "scope", isOptional: true },
      { name: "audience", isOptional: true },
      { name: "place", choices: ["header", "body"] },
    ],
    secrets: [{ name: "client_secret" }],
  },
  api_key: {
    settings: [{ name: "name" }, { name: "place", choices: ["header", "query"] }],
    secrets: [{ name: "value" }],
  },
  database: { settings: [], secrets: [{ name: "url" }] },
  certificate: {
    settings: [],
    secrets: [
      { name: "certificate", isLong: true },
      { name: "key", isLong: true },
    ],
  },
};

export interface Fields {
  readonly name: string;
  readonly kind: Kind;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly hosts: readonly string[];
}

export const EMPTY: Fields = { name: "", kind: "basic", settings: {}, secrets: {}, hosts: [] };

export function isKind(kind: string): kind is Kind {
  return KINDS.some((known) => known === kind);
}

export function fieldsOfCredential({ name, kind, settings, hosts }: FlowCredential): Fields {
  return { name, kind: isKind(kind) ? kind : "basic", settings, secrets: {}, hosts };
}

/** Only what belongs to the kind; secrets that nobody typed stay as they are. */
export function bodyOf(fields: Fields, existing: FlowCredential | null) {
  const parts = PARTS[fields.kind];
  const settings = picked(fields.settings, parts.settings);
  for (const { name, choices } of parts.settings) if (choices) settings[name] ||= choices[0] ?? "";
  const secrets = picked(fields.secrets, parts.secrets);
  const body = { name: fields.name, settings, hosts: fields.hosts };
  if (!existing) return { ...body, kind: fields.kind, secrets };
  return Object.values(secrets).some(Boolean) ? { ...body, secrets } : body;
}

function picked(values: Readonly<Record<string, string>>, parts: readonly Part[]): Record<string, string> {
  return Object.fromEntries(parts.map(({ name }) => [name, values[name] ?? ""]));
}
