import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { emptyDocument } from "../document/dashboardDocument";
import { createDashboardEditor } from "../editor/dashboardEditor";
import { EditorContext } from "../editor/EditorContext";
import { PathPicker } from "./PathPicker";

function open(path = "") {
  fakeServer(() => ({ json: [{ value: "cpu/temp" }] }));
  const change = vi.fn();
  const editor = createDashboardEditor({ ...emptyDocument(), variables: [{ name: "machine", kind: "device" }] }, 1);
  show(
    <EditorContext value={editor}>
      <PathPicker value={{ kind: "path", device: "$machine", path }} change={change} />
    </EditorContext>,
  );
  return change;
}

it("offers roles beside the paths of such devices, by their words", async () => {
  const change = open();
  await userEvent.click(screen.getByTestId("bind-path"));
  expect(await screen.findByText("cpu/temp")).toBeInTheDocument();
  await userEvent.click(screen.getByText("CO₂ or air quality"));
  expect(change).toHaveBeenCalledExactlyOnceWith({ kind: "path", device: "$machine", path: "", role: "co2" });
});

it("narrows the roles to what is typed", async () => {
  open("humi");
  await userEvent.click(screen.getByTestId("bind-path"));
  expect(await screen.findByText("humidity")).toBeInTheDocument();
  expect(screen.queryByText("pressure")).toBeNull();
});
