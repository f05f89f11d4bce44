import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { FailedCallsPage } from "./FailedCallsPage";

afterEach(() => vi.restoreAllMocks());

const CALL = {
  id: 7,
  flow_id: 3,
  flow: "Boiler",
  block_id: "b2",
  block: "b2",
  kind: "email",
  title: "E-mail",
  error: "“ops” is no e-mail address.",
  tries: 1,
  failed_at: "2026-11-20T12:00:00Z",
  caused_at: "2026-11-20T11:59:00Z",
  device_id: null,
};

function serve(items: unknown[]) {
  return fakeServer(({ path, method }) => {
    if (method === "POST") return { json: { resent: [7], refused: [], deleted: [7] } };
    if (path === "/api/failed-calls/7") {
      return { json: { ...CALL, effect_id: "e", request: { to: ["ops"] }, block_label: "Tell them" } };
    }
    return { json: { items, total: items.length } };
  });
}

test("a failed call shows why it failed and what was asked for", async () => {
  serve([CALL]);
  show(<FailedCallsPage />, { permissions: ["read", "edit_flows"], path: "/flows/failed-calls" });
  await userEvent.click(await screen.findByText("“ops” is no e-mail address."));
  expect(await screen.findByText("Boiler · Tell them")).toBeVisible();
  expect(screen.getByText(/"ops"/)).toBeVisible();
});

test("chosen calls are sent again together", async () => {
  const calls = serve([CALL]);
  show(<FailedCallsPage />, { permissions: ["read", "edit_flows"], path: "/flows/failed-calls" });
  await userEvent.click(await screen.findByRole("checkbox", { name: "Choose call 7" }));
  await userEvent.click(screen.getByRole("button", { name: "Send 1 call again" }));
  const sent = calls.find(({ path }) => path === "/api/failed-calls/resend");
  expect(sent?.body).toEqual({ ids: [7] });
});

test("an empty list says what belongs there", async () => {
  serve([]);
  show(<FailedCallsPage />, { permissions: ["read", "edit_flows"], path: "/flows/failed-calls" });
  expect(await screen.findByText(/has been done/)).toBeVisible();
});
