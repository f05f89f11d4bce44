import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { crc32, zipOf } from "./zip";

test("the checksum is that of the standard", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

test("another program unpacks the archive", () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-zip-"));
  writeFileSync(join(folder, "a.zip"), zipOf({ "device.key": "secret\n", "größe.txt": "ä" }));
  execFileSync("python3", ["-m", "zipfile", "-e", "a.zip", "out"], { cwd: folder });
  expect(readFileSync(join(folder, "out", "device.key"), "utf8")).toBe("secret\n");
  expect(readFileSync(join(folder, "out", "größe.txt"), "utf8")).toBe("ä");
  rmSync(folder, { recursive: true });
});
