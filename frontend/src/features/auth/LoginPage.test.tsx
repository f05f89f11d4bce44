import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "@/shared/api/ApiError";
import { meQuery } from "@/shared/session/useMe";
import { person, show } from "@/testing/render";
import { type Call, fakeServer } from "@/testing/server";
import { LoginPage } from "./LoginPage";
import { stepAfter } from "./login/nextStep";
import { firstPage, safeNext } from "./safeNext";

let isSignedIn = false;
let isTwoFactor = false;
let providers: unknown[] = [];
beforeEach(() => {
  providers = [];
  isSignedIn = false;
  isTwoFactor = false;
});
afterEach(() => vi.restoreAllMocks());

function answer({ method, path }: Call) {
  if (path === "/api/me")
    return isSignedIn ? { json: person() } : { status: 401, json: { error: { message: "Log in first." } } };
  if (path.endsWith("/auth/2fa/authenticate")) {
    isSignedIn = true;
    return { json: { status: 200 } };
  }
  if (method === "POST" && isTwoFactor) {
    const flows = [{ id: "login" }, { id: "mfa_authenticate", is_pending: true, types: ["totp", "recovery_codes"] }];
    return { status: 401, json: { status: 401, data: { flows } } };
  }
  if (method === "POST") {
    return {
      status: 400,
      json: { status: 400, errors: [{ code: "email_password_mismatch", message: "x", param: "password" }] },
    };
  }
  return { json: { data: { socialaccount: { providers } } } };
}

function open() {
  const calls = fakeServer(answer);
  const { queries } = show(<LoginPage />, { path: "/login" });
  queries.setQueryData(meQuery.queryKey, null);
  return calls;
}

test("what is missing is named at its field, and nothing is sent", async () => {
  const calls = open();
  await userEvent.click(await screen.findByRole("button", { name: "Sign in" }));
  expect(screen.getByText("Enter your e-mail address.")).toBeVisible();
  expect(screen.getByText("Enter your password.")).toBeVisible();
  expect(calls.filter(({ method }) => method === "POST")).toEqual([]);
});

test("a wrong password is told in our words and the e-mail stays", async () => {
  const calls = open();
  await userEvent.type(await screen.findByLabelText("E-mail"), "ada@example.com");
  await userEvent.type(screen.getByLabelText("Password"), "wrong");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("This e-mail and password do not belong together.");
  expect(screen.getByLabelText("E-mail")).toHaveValue("ada@example.com");
  expect(calls.find(({ method }) => method === "POST")?.body).toEqual({ email: "ada@example.com", password: "wrong" });
});

test("after the password the second factor is asked for, and its last digit sends it", async () => {
  isTwoFactor = true;
  const calls = open();
  await userEvent.type(await screen.findByLabelText("E-mail"), "ada@example.com");
  await userEvent.type(screen.getByLabelText("Password"), "right");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await userEvent.type(await screen.findByLabelText("Code"), "123456");
  expect(calls.find(({ path }) => path.endsWith("/auth/2fa/authenticate"))?.body).toEqual({ code: "123456" });
});

test("a provider that the server names has a button, which goes there with the way back", async () => {
  providers = [{ id: "sso", name: "Plant directory", flows: ["provider_redirect"] }];
  open();
  const button = await screen.findByRole("button", { name: "Sign in with Plant directory" });
  const form = button.closest("form");
  expect(form).toHaveAttribute("action", "/_allauth/browser/v1/auth/provider/redirect");
  expect(Object.fromEntries(new FormData(form ?? undefined))).toMatchObject({
    provider: "sso",
    process: "login",
    callback_url: "http://localhost:3000/login?next=%2F",
  });
});

test.each([
  ["/devices?search=x", "/devices?search=x"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["https://evil.example", "/"],
  [null, "/"],
])("the way on after %s is %s", (next, way) => {
  expect(safeNext(next)).toBe(way);
});

test("who wanted nowhere in particular begins at the start page, if it is one of ours", () => {
  expect(firstPage("/", "/dashboards/3")).toBe("/dashboards/3");
  expect(firstPage("/alarms", "/dashboards/3")).toBe("/alarms");
  expect(firstPage("/", "//evil.example")).toBe("/");
});

test.each<[unknown, unknown]>([
  [new ApiError({ status: 409, message: "x" }), { name: "done" }],
  [waiting("verify_email"), { name: "confirm_email" }],
  [waiting("mfa_authenticate", ["recovery_codes", "webauthn"]), secondFactor("webauthn", "recovery_codes")],
  [new ApiError({ status: 401, message: "x", detail: { data: { flows: [{ id: "login" }] } } }), undefined],
])("an answer leads to its step", (error, step) => {
  expect(stepAfter(error)).toEqual(step);
});

function waiting(id: string, types?: string[]) {
  return new ApiError({ status: 401, message: "x", detail: { data: { flows: [{ id, is_pending: true, types }] } } });
}

function secondFactor(...kinds: string[]) {
  return { name: "second_factor", kinds };
}
