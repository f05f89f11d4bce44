import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
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
