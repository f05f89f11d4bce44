import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Route, Routes } from "react-router";
import { expect, test, vi } from "vitest";
import type { Device } from "@/shared/api/types";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { TopBarForTests } from "@/testing/TopBarForTests";
import { DevicePage } from "./DevicePage";

vi.mock("./DeviceView", () => ({ DeviceView: () => null }));

const PUMP = { id: 1, name: "pump 01", organization_id: "acme01", online: true, permissions: ["manage_devices"] };

test("the name that is typed to delete a device stays when the device comes and goes", async () => {
  fakeServer(({ path }) => ({ json: path === "/api/devices/1" ? PUMP : { items: [], total: 0 } }));
  const { queries } = show(
    <TopBarForTests>
      <Routes>
        <Route path="/devices/:deviceId" element={<DevicePage />} />
      </Routes>
    </TopBarForTests>,
    { path: "/devices/1" },
  );
  await userEvent.click(await screen.findByRole("button", { name: "Actions" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: /Delete/ }));
  await userEvent.click(await screen.findByRole("radio", { name: /Delete it too/ }));
  await userEvent.type(screen.getByRole("textbox"), "pump 01");
  await act(async () => {
    queries.setQueryData<Device>(["devices", "one", 1], (known) => known && { ...known, online: false });
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
  expect(screen.getByRole("textbox")).toHaveValue("pump 01");
});
