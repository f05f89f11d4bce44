import type { IssuedCertificate } from "./credentialQueries";

/** What goes onto the device, by file name; the commands that try it name these files. */
export function filesOf(device: { name: string }, issued: IssuedCertificate): Record<string, string> {
  const files: Record<string, string> = {};
  if (issued.private_key) files["key.pem"] = issued.private_key;
  files["certificate.pem"] = issued.certificate;
  files["chain.pem"] = issued.chain;
  if (issued.authority) files["ca.pem"] = issued.authority;
  files["README.txt"] = [
    `Certificate for the device “${device.name}”`,
    "",
    ...(issued.private_key ? ["key.pem          the private key: it exists nowhere else, keep it safe"] : []),
    "certificate.pem  who the device is",
    "chain.pem        the authority that signed it",
    ...(issued.authority ? ["ca.pem           whom the device trusts"] : []),
    "",
    `Valid until ${issued.expires_at ?? "revoked"}. The device can renew it over MQTT before that.`,
    "",
    "Try it, in the folder of these files:",
    "",
    issued.mosquitto,
    "",
    "In Python (pip install paho-mqtt):",
    "",
    issued.python,
  ].join("\n");
  return files;
}
