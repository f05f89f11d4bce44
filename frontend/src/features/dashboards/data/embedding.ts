import { queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import { type UrlProblem, urlProblem } from "../document/link";

/** From where this installation lets dashboards show pages, pictures and films. */
export const embeddingQuery = queryOptions({
  queryKey: ["embedding"],
  queryFn: ({ signal }) => api.get<{ hosts: string[] }>("/api/embedding", {}, signal),
  staleTime: 10 * 60_000,
});

/** Why a web address cannot be shown inside of a dashboard; null when it can. */
export function embedProblem(url: string, hosts: readonly string[]): UrlProblem | "host" | null {
  const problem = urlProblem(url);
  if (problem) return problem;
  const { origin } = new URL(url.trim());
  return hosts.some((host) => covers(host, origin)) ? null : "host";
}

/** `https://*.example.com` covers every name below example.com and not itself, as browsers read it. */
function covers(host: string, origin: string): boolean {
  const [, after] = host.split("//*.");
  return after === undefined ? origin === host : origin.startsWith("https://") && origin.endsWith(`.${after}`);
}
