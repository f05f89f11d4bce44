import { screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { renderWidget } from "../testing";
import { sandboxOf } from "./WebFrame";

afterEach(() => vi.restoreAllMocks());

it("shows one's own HTML where nothing of it can run or reach the page", () => {
  renderWidget("web_frame", [], { options: { from: "html", html: "<b>Hi</b><script>alert(1)</script>" } });
  const frame = screen.getByTitle("Title");
  expect(frame).toHaveAttribute("sandbox", "");
  expect(frame.getAttribute("srcdoc")).toContain("<b>Hi</b>");
});

it("shows pages of hosts that are allowed and says it of others", async () => {
  vi.spyOn(api, "get").mockResolvedValue({ hosts: ["https://*.example.com"] });
  renderWidget("web_frame", [], { options: { url: "https://wiki.example.com/a" } });
  expect(await screen.findByTitle("Title")).toHaveAttribute("src", "https://wiki.example.com/a");
  renderWidget("web_frame", [], { options: { url: "https://other.example" } });
  expect(await screen.findByText(/Pages of https:\/\/other.example are not shown/)).toBeInTheDocument();
});

it("lets no page of ours out of its box", () => {
  expect(sandboxOf(`${window.location.origin}/devices`)).not.toContain("allow-same-origin");
  expect(sandboxOf("https://wiki.example.com")).toContain("allow-same-origin");
});
