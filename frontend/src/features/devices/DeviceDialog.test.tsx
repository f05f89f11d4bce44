import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { api } from "@/shared/api/client";
import type { Device } from "@/shared/api/types";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { DeviceDialog } from "./DeviceDialog";

const PUMP = {
  id: 1,
  name: "pump 01",
  description: "",
  organization_id: "acme01",
  site_id: null,
  type_id: null,
  is_gateway: false,
  may_create_metrics: true,
  online: true,
} as unknown as Device; // as much of one as the dialog reads

afterEach(() => vi.restoreAllMocks());

let hear: (device: Device) => void = () => undefined;

function Page() {
  const [device, setDevice] = useState(PUMP);
  hear = setDevice;
  return <DeviceDialog isOpen close={() => {}} device={device} saved={() => {}} />;
}

test("what is being typed stays when the device comes and goes", async () => {
  fakeServer(() => ({ json: { items: [], total: 0 } }));
  show(<Page />);
  const name = await screen.findByLabelText("Name");
  await userEvent.clear(name);
  await userEvent.type(name, "pump of hall 7");
  act(() => hear({ ...PUMP, online: false }));
  expect(name).toHaveValue("pump of hall 7");
});

const went = vi.fn();

function List() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        New
      </button>
      <DeviceDialog isOpen={isOpen} close={() => setOpen(false)} saved={went} />
    </>
  );
}

test("the late answer about one device does not close the form of the next", async () => {
  let answer = (_: unknown) => {};
  fakeServer(() => ({ json: { items: [], total: 0 } }));
  vi.spyOn(api, "post").mockImplementation(() => new Promise((resolve) => (answer = resolve)) as never);
  show(<List />);
  await userEvent.click(screen.getByRole("button", { name: "New" }));
  await userEvent.type(await screen.findByLabelText("Name"), "pump 01");
  await userEvent.click(screen.getByRole("button", { name: "Add device" }));
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await userEvent.click(screen.getByRole("button", { name: "New" }));
  await userEvent.type(await screen.findByLabelText("Name"), "pump 02");
  await act(async () => answer(PUMP));
  expect(screen.getByLabelText("Name")).toHaveValue("pump 02");
  expect(went).not.toHaveBeenCalled();
});
