import { expect, it } from "vitest";
import { mediaTypeOf } from "./deviceFile";

const bytes = (...all: (number | string)[]) =>
  new Uint8Array(all.flatMap((one) => (typeof one === "number" ? [one] : [...new TextEncoder().encode(one)])));

it.each([
  ["a PNG", bytes(0x89, "PNG\r\n"), "image/png"],
  ["a JPEG", bytes(0xff, 0xd8, 0xff, 0xe0), "image/jpeg"],
  ["a film", bytes(0, 0, 0, 24, "ftypisom"), "video/mp4"],
  ["an AVIF", bytes(0, 0, 0, 24, "ftypavif"), "image/avif"],
  ["an SVG", bytes('<?xml version="1.0"?>\n<svg xmlns="x">'), "image/svg+xml"],
  ["a page", bytes("<html><script>alert(1)</script><svg>"), null],
  ["nothing", bytes(), null],
])("knows %s by its first bytes", (_, start, type) => expect(mediaTypeOf(start)).toBe(type));
