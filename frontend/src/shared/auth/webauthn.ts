/** What the server sends and takes: the browser's structures with bytes as base64url text. */
type Json = Record<string, unknown>;
export interface WebauthnOptions {
  publicKey: Json;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Fields of the options that hold bytes, wherever they stand. */
const BYTES = new Set(["challenge", "id"]);

function decoded(value: unknown, name = "", parent = ""): unknown {
  // The relying party's id is a host name, not bytes.
  if (typeof value === "string") return BYTES.has(name) && parent !== "rp" ? bytesOf(value) : value;
  if (Array.isArray(value)) return value.map((one) => decoded(one, "", name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, decoded(one, key, name)]));
}

/** Browsers offer passkeys only on encrypted pages and on this very machine. */
export function canUsePasskeys(): boolean {
  return window.isSecureContext && "PublicKeyCredential" in window;
}

/** The person closed the browser's dialog, or waited too long: nothing is wrong. */
export function isPasskeyRefused(error: unknown): boolean {
  return error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError");
}

/** Ask the person for a passkey that exists. */
export async function readPasskey(options: WebauthnOptions): Promise<Json> {
  // The manual of the server promises this shape; the browser itself refuses any other.
  const publicKey = decoded(options.publicKey) as PublicKeyCredentialRequestOptions;
  const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  return jsonOf(credential, {
    clientDataJSON: response.clientDataJSON,
    authenticatorData: response.authenticatorData,
    signature: response.signature,
    userHandle: response.userHandle,
  });
}

/** Let the person make a new passkey. */
export async function makePasskey(options: WebauthnOptions): Promise<Json> {
  const publicKey = decoded(options.publicKey) as PublicKeyCredentialCreationOptions;
  const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    ...jsonOf(credential, {
      clientDataJSON: response.clientDataJSON,
      attestationObject: response.attestationObject,
    }),
    authenticatorAttachment: credential.authenticatorAttachment,
  };
}

function jsonOf(credential: PublicKeyCredential, response: Record<string, ArrayBuffer | null>): Json {
  return {
    type: credential.type,
    id: credential.id,
    rawId: textOf(credential.rawId),
    response: Object.fromEntries(Object.entries(response).map(([name, value]) => [name, value && textOf(value)])),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}
