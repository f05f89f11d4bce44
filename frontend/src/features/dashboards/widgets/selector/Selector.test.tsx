import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { openPage, renderWidget } from "../testing";

afterEach(() => vi.restoreAllMocks());

it("sets a variable to the device that is clicked in the tree", async () => {
  const items = [
    { key: "d:7", kind: "device", label: "مضخة 🚰", has_children: false, description: "", is_passage: false },
  ];
  vi.spyOn(api, "get").mockResolvedValue({ node: null, breadcrumbs: [], items, total: 1 });
  const open = openPage();
  renderWidget("selector", [], { options: { variable: "$machine", look: "tree" }, page: open.page });
  await userEvent.click(await screen.findByText("مضخة 🚰"));
  expect(open.setVariable).toHaveBeenCalledExactlyOnceWith("machine", "7");
});

it("sets a variable to the path of a metric", async () => {
  const items = [
    { key: "m:9", kind: "metric", label: "flow", has_children: false, description: "", is_passage: false },
  ];
  vi.spyOn(api, "get").mockImplementation(async (path: string) =>
    path === "/api/metrics"
      ? { items: [{ id: 9, path: "pump/flow" }], total: 1 }
      : { node: null, breadcrumbs: [], items, total: 1 },
  );
  const open = openPage();
  renderWidget("selector", [], { options: { variable: "what", of: "metric", look: "tree" }, page: open.page });
  await userEvent.click(await screen.findByText("flow"));
  await vi.waitFor(() => expect(open.setVariable).toHaveBeenCalledExactlyOnceWith("what", "pump/flow"));
});

it("asks for the variable that it sets", () => {
  renderWidget("selector", [], { page: openPage().page });
  expect(screen.getByText("Write the name of the variable that it sets.")).toBeInTheDocument();
});
