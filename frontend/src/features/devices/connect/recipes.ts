interface Place {
  host: string;
  httpOrigin: string;
  mqttPort: number;
}

interface RecipeOf extends Place {
  device: { id: number; name: string };
  token: string;
}

/** Quote for a POSIX shell; device names are other people's texts. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const EXAMPLE = '{"temperature": 21.5}';

/** Lines that work as they stand: tried with mosquitto's client and curl. */
export function recipes({ host, httpOrigin, mqttPort, device, token }: RecipeOf) {
  return {
    publish: `mosquitto_pub -h ${host} -p ${mqttPort} -q 1 -u device -P ${quoted(token)} -t ${quoted(`sluice/${device.name}/samples`)} -m '${EXAMPLE}'`,
    subscribe: `mosquitto_sub -h ${host} -p ${mqttPort} -q 1 -u device -P ${quoted(token)} -t ${quoted(`sluice/${device.name}/commands`)}`,
    http: `curl -X POST ${httpOrigin}/api/devices/${device.id}/samples -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '${EXAMPLE}'`,
  };
}
