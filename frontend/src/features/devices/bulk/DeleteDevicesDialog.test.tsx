import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { DeleteDevicesDialog } from "./DeleteDevicesDialog";

afterEach(() => vi.restoreAllMocks());

const PUMPS = [
  { id: 1, name: "pump 01", organization_id: "acme01" },
  { id: 2, name: "pump 02", organization_id: "acme01" },
];

test("the history is kept unless somebody says otherwise", async () => {
  const calls = fakeServer(() => ({ json: { done: 2, refused: [] } }));
  const close = vi.fn();
  show(<DeleteDevicesDialog devices={PUMPS} close={close} />);
  await userEvent.click(screen.getByRole("button", { name: "Delete 2 devices" }));
  await vi.waitFor(() => expect(close).toHaveBeenCalledWith(true));
  expect(calls.map(({ path, body }) => [path, body])).toEqual([
    ["/api/devices/bulk", { ids: [1, 2], action: "archive", change: {} }],
  ]);
});

test("deleting the history too has to be typed", async () => {
  const calls = fakeServer(() => ({ json: { done: 1, refused: [] } }));
  show(<DeleteDevicesDialog devices={PUMPS.slice(0, 1)} close={() => {}} />);
  await userEvent.click(screen.getByRole("radio", { name: /Delete it too/ }));
  expect(screen.getByRole("button", { name: "Delete device" })).toBeDisabled();
  await userEvent.type(screen.getByRole("textbox"), "pump 01");
  await userEvent.click(screen.getByRole("button", { name: "Delete device" }));
  await vi.waitFor(() => expect(calls[0]?.body).toMatchObject({ ids: [1], action: "delete" }));
});

test("a device that could not be deleted is named, and the dialog stays", async () => {
  fakeServer(() => ({ json: { done: 1, refused: [{ id: 2, name: "pump 02", reason: "You may not manage it." }] } }));
  const close = vi.fn();
  show(<DeleteDevicesDialog devices={PUMPS} close={close} />);
  await userEvent.click(screen.getByRole("button", { name: "Delete 2 devices" }));
  expect(await screen.findByText("pump 02: You may not manage it.")).toBeVisible();
  expect(close).not.toHaveBeenCalled();
});
