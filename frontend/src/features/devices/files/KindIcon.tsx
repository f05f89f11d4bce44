import { IconAdjustments, IconCertificate, IconCpu, IconFile, IconFileText } from "@tabler/icons-react";
import type { FileKind } from "./fileQueries";

const ICONS = {
  CONFIGURATION: IconAdjustments,
  FIRMWARE: IconCpu,
  INFORMATION: IconFileText,
  CERTIFICATE: IconCertificate,
  UNDEFINED: IconFile,
} as const satisfies Record<FileKind, unknown>;

/** The sign of a file's kind; its name stands beside it. */
export function KindIcon({ kind }: { kind: FileKind }) {
  const Glyph = ICONS[kind];
  return <Glyph size={16} stroke={1.6} aria-hidden style={{ flex: "none", color: "var(--text-dim)" }} />;
}
