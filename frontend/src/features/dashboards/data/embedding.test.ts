import { expect, it } from "vitest";
import { embedProblem } from "./embedding";

const HOSTS = ["https://cam.example:8443", "https://*.plant.example"];

it.each([
  ["https://cam.example:8443/live", null],
  ["https://cam.example/live", "host"],
  ["https://a.plant.example/x", null],
  ["https://a.b.plant.example", null],
  ["https://plant.example", "host"],
  ["https://evilplant.example", "host"],
  ["https://a.plant.example.evil.example", "host"],
  ["http://cam.example:8443", "scheme"],
  ["javascript:alert(1)", "scheme"],
  ["", "empty"],
])("judges %s: %s", (url, problem) => expect(embedProblem(url, HOSTS)).toBe(problem));
