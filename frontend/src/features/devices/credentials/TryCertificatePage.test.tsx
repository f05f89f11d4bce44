import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { TopBarForTests } from "@/testing/TopBarForTests";
import { TryCertificatePage } from "./TryCertificatePage";

afterEach(() => vi.restoreAllMocks());

const REFUSED = {
  is_accepted: false,
  steps: [
    { name: "read", ok: true, words: "It is a certificate of CN=6." },
    { name: "dates", ok: false, words: "It expired at 2026-11-01 12:00 UTC: issue another." },
    { name: "size", ok: null, words: "It sends 484 bytes in 1 certificate." },
  ],
  subject: "CN=6",
  issuer: "CN=Sluice authority",
  serial: "a1",
  fingerprint: "f5",
  algorithm: "ECDSA P-256",
  not_before: "2025-11-01T12:00:00Z",
  not_after: "2026-11-01T12:00:00Z",
  device_id: 6,
  device: "pump 05",
  credential_id: 3,
  mosquitto: "mosquitto_pub …",
  python: "…",
};

function open() {
  const calls = fakeServer(() => ({ json: REFUSED }));
  show(
    <TopBarForTests>
      <TryCertificatePage />
    </TopBarForTests>,
  );
  return calls;
}

test("each step says what was looked at, in words and not by colour alone", async () => {
  const user = userEvent.setup();
  const calls = open();

  await user.type(screen.getByRole("textbox", { name: "Certificate" }), "-----BEGIN");
  await user.click(screen.getByRole("button", { name: "Try it" }));

  expect(await screen.findByText("Sluice would refuse it.")).toBeVisible();
  expect(screen.getByText(/It expired at/)).toBeVisible();
  expect(screen.getAllByLabelText("Wrong")).toHaveLength(2);
  expect(screen.getByRole("link", { name: "pump 05" })).toHaveAttribute("href", "/devices/6");
  expect(screen.queryByText("Try the connection itself")).toBeNull();
  expect(calls.at(-1)?.body).toEqual({ certificate: "-----BEGIN", private_key: "", chain: "" });
});

test("without a certificate nothing is sent", async () => {
  const user = userEvent.setup();
  const calls = open();

  await user.click(screen.getByRole("button", { name: "Try it" }));

  expect(screen.getByText(/Paste a certificate/)).toBeVisible();
  expect(calls).toHaveLength(0);
});
