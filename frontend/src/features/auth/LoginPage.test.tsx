import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { meQuery } from "@/shared/session/useMe";
import { person, show } from "@/testing/render";
import { type Call, fakeServer } from "@/testing/server";
import { LoginPage, safeNext } from "./LoginPage";

let isSignedIn = false;
beforeEach(() => {
  isSignedIn = false;
});
afterEach(() => vi.restoreAllMocks());

function answer({ method, path }: Call) {
  if (path === "/api/me")
    return isSignedIn ? { json: person() } : { status: 401, json: { error: { message: "Log in first." } } };
  if (method === "POST") {
    return {
      status: 400,
      json: { status: 400, errors: [{ code: "email_password_mismatch", message: "x", param: "password" }] },
    };
  }
  return { json: {} };
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

test.each([
  ["/devices?search=x", "/devices?search=x"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["https://evil.example", "/"],
  [null, "/"],
])("the way on after %s is %s", (next, way) => {
  expect(safeNext(next)).toBe(way);
});
