import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeServer } from "@/testing/server";
import { showLanguage } from "../i18n/i18n";
import { rememberOrganization } from "../session/currentOrganization";
import { ApiError } from "./ApiError";
import { addressOf, api, call, onSignedOut } from "./client";

beforeEach(() => rememberOrganization(null));
afterEach(() => vi.restoreAllMocks());

async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error("no ApiError was thrown");
  return error;
}

test("lists become repeated parameters and empty values are left out", () => {
  expect(addressOf("/api/metrics", { metric: [1, 2], search: "", device: null, limit: 0 })).toBe(
    "/api/metrics?metric=1&metric=2&limit=0",
  );
});

test("every request names the organization, changing ones carry the CSRF token", async () => {
  rememberOrganization("acme01");
  // biome-ignore lint/suspicious/noDocumentCookie: the server sets it this way.
  document.cookie = "csrftoken=abc123";
  const calls = fakeServer(() => ({ json: {} }));
  await api.get("/api/devices");
  await api.post("/api/devices", { name: "pump" });
  expect(calls[0]?.headers.get("X-Organization")).toBe("acme01");
  expect(calls[0]?.headers.get("X-CSRFToken")).toBeNull();
  expect(calls[1]?.headers.get("X-CSRFToken")).toBe("abc123");
  expect(calls[1]?.body).toEqual({ name: "pump" });
});

test("the server's sentence, code and field arrive in the error", async () => {
  const error = { code: "name_taken", message: "There is a device “pump” already.", field: "name" };
  fakeServer(() => ({ status: 400, json: { error } }));
  const failure = await failureOf(api.post("/api/devices", {}));
  expect(failure).toMatchObject({ ...error, status: 400, family: "refused", path: "/api/devices" });
});

test("errors of the sign-in doors are understood too", async () => {
  const errors = [{ message: "Wrong.", code: "email_password_mismatch", param: "password" }];
  fakeServer(() => ({ status: 400, json: { status: 400, errors } }));
  const failure = await failureOf(api.post("/_allauth/browser/v1/auth/login", {}));
  expect(failure).toMatchObject({ message: "Wrong.", code: "email_password_mismatch", field: "password" });
});

test.each([
  [401, "signed_out"],
  [403, "forbidden"],
  [404, "missing"],
  [409, "conflict"],
  [422, "refused"],
  [500, "bug"],
  [503, "unavailable"],
])("status %i belongs to the family %s", async (status, family) => {
  fakeServer(() => ({ status, json: { error: { message: "No." } } }));
  expect((await failureOf(api.get("/api/x"))).family).toBe(family);
});

test("a page of HTML instead of JSON is no answer but a named failure", async () => {
  fakeServer(() => ({ status: 502, text: "<html>Bad gateway</html>" }));
  const failure = await failureOf(api.get("/api/x"));
  expect(failure.family).toBe("unavailable");
  expect(failure.message).toBe(
    "The server failed while answering (502). It has been recorded; try again, and tell your administrator if it stays.",
  );
});

test("a network that is gone is unavailable, with a sentence", async () => {
  vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("Failed to fetch"));
  const failure = await failureOf(api.get("/api/x"));
  expect(failure).toMatchObject({ status: 0, code: "unreachable", family: "unavailable" });
});

test("a request that its page has given up is no error of the server", async () => {
  const aborted = new AbortController();
  aborted.abort();
  vi.spyOn(globalThis, "fetch").mockRejectedValue(new DOMException("Aborted", "AbortError"));
  await expect(call("GET", "/api/x", { signal: aborted.signal })).rejects.toThrow(DOMException);
});

test("a lost session is told once per answer, but not by the sign-in doors", async () => {
  const told = vi.fn();
  const leave = onSignedOut(told);
  fakeServer(() => ({ status: 401, json: { error: { message: "Log in first." } } }));
  await failureOf(api.get("/api/devices"));
  await failureOf(api.delete("/_allauth/browser/v1/auth/session"));
  leave();
  expect(told).toHaveBeenCalledTimes(1);
});

test("an empty answer is undefined", async () => {
  fakeServer(() => ({ status: 204 }));
  expect(await api.delete("/api/devices/1")).toBeUndefined();
});

test("a call asks for the language of the page, and what fails on the way is said in it", async () => {
  await showLanguage("de");
  const asked = vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("network"));
  const error = await failureOf(api.get("/api/me"));
  expect(new Headers(asked.mock.calls[0]?.[1]?.headers).get("Accept-Language")).toBe("de");
  expect(error.message).toBe(
    "Der Server ist nicht zu erreichen. Prüfen Sie Ihr Netz; wir versuchen es von selbst wieder.",
  );
  await showLanguage("en");
});
