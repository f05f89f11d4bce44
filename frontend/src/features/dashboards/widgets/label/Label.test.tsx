import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, renderWidget } from "../testing";

const flow = (device = "Boiler") =>
  sampleSource({ device, path: "flow", unit: "m³/h" }, { ts: NOW, value: 12.4, quality: 0 });
const markdown = (text: string, device?: string, isPublic = false) =>
  renderWidget("label", [flow(device)], { options: { text, format: "markdown" }, isPublic });

describe("text", () => {
  it("puts values in", () => {
    renderWidget("label", [flow()], { options: { text: "{{1.device}} {{1.name}}: {{1}} ({{2}})" } });
    expect(screen.getByText("Boiler flow: 12.4 m³/h ({{2}})")).toBeInTheDocument();
  });

  it("draws markdown", async () => {
    markdown("# Boiler\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | {{1}} |");
    expect(await screen.findByRole("heading", { name: "Boiler" })).toBeInTheDocument();
    expect(screen.getAllByRole("listitem")).toHaveLength(2);
    expect(screen.getByRole("cell", { name: "12.4 m³/h" })).toBeInTheDocument();
  });

  it("says what belongs there while it is empty", () => {
    renderWidget("label", [], { options: { text: "  " } });
    expect(screen.getByText("Write something")).toBeInTheDocument();
  });
});

describe("script in markdown", () => {
  const attacks = [
    "<script>window.broken = true</script>",
    '<img src=x onerror="window.broken = true">',
    "[click](javascript:window.broken=true)",
    "[click](JaVaScRiPt&#58;alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<svg onload=alert(1)>",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "<javascript:alert(1)>",
  ];
  it.each(attacks)("%s does nothing", async (attack) => {
    const { container } = markdown(`${attack}\n\ndone **now**`);
    await screen.findByText("now");
    expect(container.querySelector("script, iframe, img, svg, [onerror], [onload]")).toBeNull();
    for (const { href } of container.querySelectorAll("a")) expect(href).toMatch(/^https:\/\/|^http:\/\/localhost/);
    expect(window).not.toHaveProperty("broken");
  });

  it("leads whoever has but a link out, and not into what is closed to them", async () => {
    markdown("[out](https://example.com) and [in](/devices/3)", undefined, true);
    expect(await screen.findByRole("link", { name: "out" })).toBeInTheDocument();
    expect(screen.getAllByRole("link")).toHaveLength(1);
    expect(screen.getByText(/and in/)).toBeInTheDocument();
  });

  it("opens https in a page of its own and says what it does not open", async () => {
    markdown("[out](https://example.com) [not](http://example.com) [in](/devices/3)");
    const out = await screen.findByRole("link", { name: "out" });
    expect(out).toHaveAttribute("rel", "noreferrer noopener");
    expect(screen.getByTitle(/“http:\/\/example.com” is not opened/)).toHaveTextContent("not");
    expect(screen.getByRole("link", { name: "in" })).toHaveAttribute("href", "/devices/3");
  });

  it("takes what a device says for text", async () => {
    markdown("**{{1.device}}**", "[x](https://evil.example) # `code` <b> www.evil.example");
    expect(
      await screen.findByText(/^\[x\]\(https:.*evil\.example\) # `code` <b> www.*evil\.example$/),
    ).toBeInTheDocument();
    expect(screen.queryByRole("link")).not.toBeInTheDocument();
  });
});
