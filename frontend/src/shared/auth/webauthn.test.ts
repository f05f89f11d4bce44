import { afterEach, expect, test, vi } from "vitest";
import { isPasskeyRefused, readPasskey } from "./webauthn";

afterEach(() => vi.unstubAllGlobals());

const bytes = (...values: number[]) => new Uint8Array(values).buffer;

test("bytes come as base64url and go back as base64url, names stay names", async () => {
  const get = vi.fn().mockResolvedValue({
    type: "public-key",
    id: "-_8",
    rawId: bytes(251, 255),
    response: {
      clientDataJSON: bytes(1),
      authenticatorData: bytes(2),
      signature: bytes(3),
      userHandle: null,
    },
    getClientExtensionResults: () => ({}),
  });
  vi.stubGlobal("navigator", { credentials: { get } });
  const sent = await readPasskey({
    publicKey: { challenge: "-_8", rpId: "localhost", allowCredentials: [{ type: "public-key", id: "AQ" }] },
  });
  expect(get.mock.calls[0]?.[0].publicKey).toEqual({
    challenge: new Uint8Array([251, 255]),
    rpId: "localhost",
    allowCredentials: [{ type: "public-key", id: new Uint8Array([1]) }],
  });
  expect(sent).toEqual({
    type: "public-key",
    id: "-_8",
    rawId: "-_8",
    response: { clientDataJSON: "AQ", authenticatorData: "Ag", signature: "Aw", userHandle: null },
    clientExtensionResults: {},
  });
});

test("a closed dialog of the browser is no failure", () => {
  expect(isPasskeyRefused(new DOMException("no", "NotAllowedError"))).toBe(true);
  expect(isPasskeyRefused(new DOMException("no", "SecurityError"))).toBe(false);
});
