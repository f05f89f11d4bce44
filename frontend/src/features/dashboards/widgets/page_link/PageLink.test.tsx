import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openPage, renderWidget } from "../testing";

it("leads to a page and shows how it is there", () => {
  const { page } = openPage({ link: { href: "/dashboards/3?page=p2", isExternal: false } });
  renderWidget("page_link", [sampleSource({}, { ts: NOW, value: 85, quality: 0 })], {
    options: { text: "Boiler 1" },
    rules: [{ when: "above", value: 80, level: "major", text: "" }],
    page,
  });
  const link = screen.getByRole("link", { name: /Boiler 1/ });
  expect(link).toHaveAttribute("href", "/dashboards/3?page=p2");
  expect(link).toHaveTextContent("85.0%");
  expect(screen.getByLabelText("Major")).toBeInTheDocument();
});

it("opens what is elsewhere in a page of its own", () => {
  const { page } = openPage({ link: { href: "https://example.com/", isExternal: true } });
  renderWidget("page_link", [], { options: { text: "Manual" }, page });
  expect(screen.getByRole("link", { name: "Manual" })).toHaveAttribute("rel", "noreferrer noopener");
});

it("says that it leads nowhere yet", () => {
  renderWidget("page_link", [], { options: { text: "Boiler 1" }, page: openPage().page });
  expect(screen.queryByRole("link")).not.toBeInTheDocument();
  expect(screen.getByTitle(/Leads nowhere yet/)).toHaveTextContent("Boiler 1");
});

it("is plain words where who looks cannot follow it", () => {
  renderWidget("page_link", [], { options: { text: "Boiler 1" }, page: openPage().page, isPublic: true });
  expect(screen.getByText("Boiler 1").parentElement).not.toHaveAttribute("title");
  expect(document.querySelector("svg, a")).toBeNull();
});
