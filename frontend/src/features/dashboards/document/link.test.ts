import { describe, expect, it } from "vitest";
import { hrefOf, type Place, readLink, urlProblem } from "./link";

const place: Place = {
  here: "/dashboards/3",
  pages: [{ id: "p1" }, { id: "p2" }],
  search: new URLSearchParams("page=p1&from=now-6h&to=now&var-site=north&edit=1"),
  deviceId: 12,
};
const href = (raw: unknown, at: Partial<Place> = {}) => {
  const link = readLink(raw);
  return link && hrefOf(link, { ...place, ...at });
};

describe("link", () => {
  it("leads to another page and takes range and variables along", () => {
    expect(href({ to: "page", page: "p2" })?.href).toBe("/dashboards/3?page=p2&from=now-6h&to=now&var-site=north");
  });

  it("leads within a public dashboard, and stays in its frame", () => {
    const search = new URLSearchParams("embed=1&var-site=north");
    const link = href({ to: "page", page: "p2" }, { here: "/public/secret", search });
    expect(link?.href).toBe("/public/secret?page=p2&embed=1&var-site=north");
  });

  it("leaves behind what it was told to", () => {
    const link = { to: "dashboard", dashboard: 9, keepsRange: false, keepsVariables: false };
    expect(href(link)?.href).toBe("/dashboards/9");
    expect(href({ ...link, keepsVariables: true })?.href).toBe("/dashboards/9?var-site=north");
  });

  it("takes along what is chosen, also where the address does not say so", () => {
    const chosen = [
      { name: "site", values: ["south"] },
      { name: "machine", values: [12] },
      { name: "all", values: [1, 2] },
      { name: "text", values: [""] },
    ];
    expect(href({ to: "dashboard", dashboard: 9, keepsRange: false }, { chosen })?.href).toBe(
      "/dashboards/9?var-machine=12&var-site=north",
    );
    const bare = { to: "dashboard", dashboard: 9, keepsRange: false, keepsVariables: false };
    expect(href(bare, { chosen })?.href).toBe("/dashboards/9");
  });

  it("opens a dashboard for the device that is shown", () => {
    const link = { to: "dashboard", dashboard: 9, keepsRange: false, deviceAs: "site" };
    expect(href(link)?.href).toBe("/dashboards/9?var-site=12");
    expect(href(link, { deviceId: null })?.href).toBe("/dashboards/9?var-site=north");
  });

  it("leads to a device, by default to the one that is shown", () => {
    expect(href({ to: "device", device: 5 })?.href).toBe("/devices/5");
    expect(href({ to: "device" })?.href).toBe("/devices/12");
    expect(href({ to: "device" }, { deviceId: null })).toBeNull();
  });

  it("leads nowhere when the page is gone or the link is none", () => {
    expect(href({ to: "page", page: "p9" })).toBeNull();
    expect(href({ to: "dashboard", dashboard: "x" })).toBeNull();
    expect(href("nonsense")).toBeNull();
  });

  it("leads out by https alone", () => {
    expect(href({ to: "url", url: " https://example.com/a?b=1 " })).toEqual({
      href: "https://example.com/a?b=1",
      isExternal: true,
    });
  });
});

it.each([
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\nscript:alert(1)",
  "\u0001javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "http://example.com",
  "//example.com",
  "file:///etc/passwd",
  "example.com",
])("refuses the address %j", (url) => {
  expect(urlProblem(url)).toBe("scheme");
  expect(href({ to: "url", url })).toBeNull();
});

it("tells an empty address from a broken one", () => {
  expect(urlProblem("  ")).toBe("empty");
  expect(urlProblem("https://")).toBe("broken");
});
