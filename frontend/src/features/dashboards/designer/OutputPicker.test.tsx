import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { OutputPicker } from "./OutputPicker";

const BLOCKS = [
  { block: "b2/x1", title: "Meter › Power", is_control: false },
  { block: "b2/x2", title: "Meter › Set point", is_control: true },
];

it("offers what stands inside subflows of the flow, and controls only to controls", async () => {
  fakeServer(({ path }) => ({
    json:
      path === "/api/flows/7/dashboard-blocks"
        ? { items: BLOCKS, total: 2 }
        : { items: [{ id: 7, name: "Boiler" }], total: 1 },
  }));
  const change = vi.fn();
  show(<OutputPicker value={null} change={change} />);

  await userEvent.click(screen.getByRole("combobox", { name: "Flow" }));
  await userEvent.click(await screen.findByText("Boiler"));
  await userEvent.click(await screen.findByRole("combobox", { name: "Widget output" }));

  expect(screen.queryByText("Meter › Set point")).toBeNull();
  await userEvent.click(await screen.findByText("Meter › Power"));
  expect(change).toHaveBeenCalledWith({ kind: "output", flow: 7, block: "b2/x1", key: null, label: "Meter › Power" });
});
