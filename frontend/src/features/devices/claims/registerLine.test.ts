import { expect, test } from "vitest";
import { registerLines } from "./registerLine";

test("the lines hold the code and survive the shell", () => {
  const lines = registerLines({ origin: "https://plant.example", host: "plant.example", mqttPort: 1883 }, "K7QD-2345");
  expect(lines.http).toBe(
    `curl -X POST https://plant.example/api/register -H 'Content-Type: application/json' -d '{"code":"K7QD-2345","name":"pump 7"}'`,
  );
  expect(lines.mqtt).toContain(`-u claim -P K7QD-2345 -t sluice/register -e sluice/registered -m '{"name":"pump 7"}'`);
});
