import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { CredentialsTab } from "./CredentialsTab";
import type { Credential } from "./credentialQueries";

afterEach(() => vi.restoreAllMocks());

const TOKEN: Credential = {
  id: 1,
  device_id: 4,
  kind: "token",
  name: "boot image",
  hint: "x4f2",
  state: "valid",
  created_at: "2026-11-20T12:00:00Z",
  expires_at: null,
  expires_in_days: null,
  revoked_at: null,
  last_used_at: null,
  fingerprint: null,
  serial: "",
  algorithm: "",
  renews_id: null,
};
const CERTIFICATE: Credential = {
  ...TOKEN,
  id: 2,
  kind: "certificate",
  name: "cabinet",
  hint: "d3c9",
  state: "expiring",
  expires_at: "2026-11-29T12:00:00Z",
  expires_in_days: 8,
  algorithm: "ECDSA P-256",
};

function open(credentials: Credential[]) {
  const calls = fakeServer(({ path, method }) => {
    if (path.endsWith("/rotate")) return { json: { ...TOKEN, id: 9, token: "sluice_new" } };
    if (path.endsWith("/certificates")) {
      return {
        json: {
          ...CERTIFICATE,
          id: 8,
          certificate: "C",
          chain: "H",
          private_key: "K",
          authority: "A",
          mosquitto: "m",
          python: "p",
        },
      };
    }
    return { json: method === "GET" ? credentials : {} };
  });
  show(<CredentialsTab device={{ id: 4, name: "pump" }} />);
  return calls;
}

test("a certificate that ends soon is announced above the lists", async () => {
  open([TOKEN, CERTIFICATE]);
  expect(await screen.findByText("A certificate of this device expires in 8 days.")).toBeVisible();
  expect(screen.getByText("8 days left")).toBeVisible();
});

test("what is revoked stands aside until it is asked for", async () => {
  const user = userEvent.setup();
  open([TOKEN, { ...TOKEN, id: 3, name: "lost board", state: "revoked", revoked_at: "2026-11-20T12:00:00Z" }]);

  await screen.findByText("boot image");
  expect(screen.queryByText("lost board")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Show 1 that ended" }));
  expect(screen.getByText("lost board")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Actions for lost board" })).toBeNull();
});

test("rotating asks how long the old token works, and shows the new one once", async () => {
  const user = userEvent.setup();
  const calls = open([TOKEN]);

  await user.click(await screen.findByRole("button", { name: "Actions for boot image" }));
  await user.click(await screen.findByRole("menuitem", { name: "Rotate" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Rotate" }));

  expect(await screen.findByText("sluice_new")).toBeVisible();
  expect(calls.find(({ path }) => path === "/api/credentials/1/rotate")?.body).toEqual({ overlap_s: 86_400 });
});

test("a new certificate brings its key as a file, and the request says which key", async () => {
  const user = userEvent.setup();
  const calls = open([]);

  await user.click(await screen.findByRole("button", { name: "New certificate" }));
  await user.click(await screen.findByRole("radio", { name: /RSA 2048/ }));
  await user.click(screen.getByRole("button", { name: "Issue" }));

  expect(await screen.findByRole("button", { name: "Private key" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Download all as ZIP" })).toBeVisible();
  const sent = calls.find(({ path }) => path === "/api/devices/4/certificates");
  expect(sent?.body).toEqual({ name: "", days: 365, algorithm: "rsa" });
});
