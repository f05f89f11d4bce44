import { expect, it } from "vitest";
import { blobOf, drawingIn, fileStem } from "./chartImage";

it("reads data URLs of both kinds", async () => {
  expect(await blobOf("data:image/svg+xml,%3Csvg%3E%C3%A4").text()).toBe("<svg>ä");
  expect(blobOf("data:image/png;base64,AAEC")).toMatchObject({ type: "image/png", size: 3 });
});

it("names files after titles as far as file systems take them", () => {
  expect(fileStem("Boiler: in/out °C")).toBe("Boiler- in-out -C");
  expect(fileStem("حرارة 1")).toBe("حرارة 1");
  expect(fileStem("???")).toBe("chart");
});

it("finds the chart of a widget once it is drawn, whatever drew it", () => {
  const widget = document.createElement("div");
  widget.innerHTML = '<div data-drawn="false"></div>';
  expect(drawingIn(widget)).toBeNull();
  widget.innerHTML = '<div data-drawn="true"><canvas></canvas></div>';
  expect(drawingIn(widget)).toBe(widget.firstElementChild);
  expect(drawingIn(null)).toBeNull();
});
