import { quoted } from "../connect/recipes";

/** A line that a device, or somebody at its keyboard, sends once to come in. */
export function registerLine(origin: string, code: string): string {
  const body = JSON.stringify({ code, name: "pump 7" });
  return `curl -X POST ${origin}/api/register -H 'Content-Type: application/json' -d ${quoted(body)}`;
}
