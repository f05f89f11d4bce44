import { vi } from "vitest";

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  headers: Headers;
}

type Answer = { status?: number; json?: unknown; text?: string };

/** Stands in for the network: answers each request, and remembers it. The only fake between a component and the API. */
export function fakeServer(answer: (call: Call) => Answer): Call[] {
  const calls: Call[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (address, init = {}) => {
    const url = new URL(String(address), "http://sluice.test");
    const call: Call = {
      method: init.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      body: init.body ? JSON.parse(String(init.body)) : undefined,
      headers: new Headers(init.headers),
    };
    calls.push(call);
    const { status = 200, json, text } = answer(call);
    if (status === 204) return new Response(null, { status });
    return json === undefined
      ? new Response(text ?? "", { status, headers: { "Content-Type": "text/html" } })
      : Response.json(json, { status });
  });
  return calls;
}
