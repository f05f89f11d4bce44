import type { FileKind } from "./fileQueries";

const ENDINGS: Partial<Record<FileKind, readonly string[]>> = {
  CONFIGURATION: ["json", "yaml", "yml", "toml", "ini", "conf", "cfg", "xml", "env"],
  FIRMWARE: ["bin", "hex", "img", "uf2", "elf", "ota", "dfu", "swu", "raucb"],
  INFORMATION: ["txt", "log", "md", "pdf", "csv"],
  CERTIFICATE: ["pem", "crt", "cer", "der", "key", "p12", "pfx"],
};

/** What a file probably is, by the end of its name; the person can say otherwise. */
export function guessKind(name: string): FileKind {
  const ending = /\.([^.]+)(\.(?:gz|xz|zst))?$/.exec(name.toLowerCase())?.[1] ?? "";
  for (const [kind, endings] of Object.entries(ENDINGS)) {
    if (endings.includes(ending)) return kind as FileKind; // the keys of the table above
  }
  return "UNDEFINED";
}
