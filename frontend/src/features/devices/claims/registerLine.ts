import { quoted } from "../connect/recipes";

interface Place {
  origin: string;
  host: string;
  mqttPort: number;
}

/** Lines that a device, or somebody at its keyboard, sends once to come in. */
export function registerLines({ origin, host, mqttPort }: Place, code: string): { http: string; mqtt: string } {
  const name = "pump 7";
  const body = JSON.stringify({ code, name });
  return {
    http: `curl -X POST ${origin}/api/register -H 'Content-Type: application/json' -d ${quoted(body)}`,
    mqtt: `mosquitto_rr -h ${host} -p ${mqttPort} -q 1 -u claim -P ${code} -t sluice/register -e sluice/registered -m ${quoted(JSON.stringify({ name }))}`,
  };
}
