import { expect, test } from "vitest";
import { quoted, recipes } from "./recipes";

test("a name with a blank or a quote survives the shell", () => {
  expect(quoted("pump")).toBe("pump");
  expect(quoted("This machine")).toBe("'This machine'");
  expect(quoted("it's; rm")).toBe("'it'\\''s; rm'");
});

test("the lines name host, port, topic and token", () => {
  const lines = recipes({
    host: "plant.example",
    httpOrigin: "https://plant.example",
    mqttPort: 1883,
    device: { id: 4, name: "pump 1" },
    token: "sluice_abc",
  });
  expect(lines.publish).toBe(
    `mosquitto_pub -h plant.example -p 1883 -q 1 -u device -P sluice_abc -t 'sluice/pump 1/samples' -m '{"temperature": 21.5}'`,
  );
  expect(lines.http).toContain(
    "curl -X POST https://plant.example/api/devices/4/samples -H 'Authorization: Bearer sluice_abc'",
  );
});
