import { expect, test } from "vitest";
import { connectionFacts } from "./connectionFacts";

test("what is known of a handshake is listed, and nothing else", () => {
  const details = {
    versions: ["TLS 1.0"],
    ciphers: ["AES128-SHA", "0x1234"],
    sni: "",
    alert_of_edge: "protocol version",
    certificate: { subject: "CN=7", bytes: 912 },
    unheard_of: 1,
  };
  expect(connectionFacts({ details })).toEqual([
    { name: "versions", value: "TLS 1.0" },
    { name: "ciphers", value: "AES128-SHA, 0x1234" },
    { name: "alert_of_edge", value: "protocol version" },
    { name: "certificate_subject", value: "CN=7" },
    { name: "certificate_bytes", value: "912" },
  ]);
});

test("a plain log-in has none", () => {
  expect(connectionFacts({ details: {} })).toEqual([]);
});
