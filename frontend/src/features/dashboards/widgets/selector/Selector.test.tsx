import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { ApiError } from "@/shared/api/ApiError";
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

const METRICS = [9, 10].map((id) => ({
  key: `m:${id}`,
  kind: "metric",
  label: `metric ${id}`,
  has_children: false,
  description: "",
  is_passage: false,
}));

it("sets the metric that was clicked last, whichever answer comes last", async () => {
  let answer = (_: unknown) => {};
  vi.spyOn(api, "get").mockImplementation((path: string, query) => {
    if (path !== "/api/metrics") return Promise.resolve({ node: null, breadcrumbs: [], items: METRICS, total: 2 });
    const { ids } = query as { ids: number };
    const found = { items: [{ id: ids, path: `path ${ids}` }], total: 1 };
    return ids === 9 ? new Promise((resolve) => (answer = () => resolve(found))) : (Promise.resolve(found) as never);
  });
  const open = openPage();
  renderWidget("selector", [], { options: { variable: "what", of: "metric", look: "tree" }, page: open.page });
  await userEvent.click(await screen.findByText("metric 9"));
  await userEvent.click(screen.getByText("metric 10"));
  await vi.waitFor(() => expect(open.setVariable).toHaveBeenCalledWith("what", "path 10"));
  await act(async () => answer(null));
  expect(open.setVariable).toHaveBeenCalledTimes(1);
});

it("says why a metric could not be set", async () => {
  vi.spyOn(api, "get").mockImplementation(async (path: string) => {
    if (path === "/api/metrics") throw new ApiError({ status: 0, code: "unreachable", message: "No answer." });
    return { node: null, breadcrumbs: [], items: METRICS, total: 2 } as never;
  });
  const { page } = openPage();
  renderWidget("selector", [], { options: { variable: "what", of: "metric", look: "tree" }, page });
  await userEvent.click(await screen.findByText("metric 9"));
  expect(await screen.findByRole("alert")).toHaveTextContent("No answer.");
});

it("asks for the variable that it sets", () => {
  renderWidget("selector", [], { page: openPage().page });
  expect(screen.getByText("Write the name of the variable that it sets.")).toBeInTheDocument();
});
