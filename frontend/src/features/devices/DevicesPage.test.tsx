import { screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Device } from "@/shared/api/types";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { TopBarForTests } from "@/testing/TopBarForTests";
import { DevicesPage } from "./DevicesPage";

afterEach(() => vi.restoreAllMocks());

const PUMP: Device = {
  id: 3,
  organization_id: "acme01",
  name: "pump",
  description: "Hall 7, left",
  site_id: null,
  site: null,
  type_id: null,
  type: null,
  is_gateway: false,
  may_create_metrics: true,
  online: false,
  last_seen_at: null,
  metric_count: 4,
  created_at: "2026-11-20T12:00:00Z",
  archived_at: null,
  permissions: ["read"],
};

function open(permissions: Parameters<typeof show>[1], items: Device[]) {
  const calls = fakeServer(() => ({ json: { items, total: items.length } }));
  show(
    <TopBarForTests>
      <DevicesPage />
    </TopBarForTests>,
    permissions,
  );
  return calls;
}

test("a row leads to its device and says in words whether it is online", async () => {
  open({ permissions: ["read"] }, [PUMP]);
  expect(await screen.findByRole("link", { name: "pump" })).toHaveAttribute("href", "/devices/3");
  const table = within(screen.getByRole("table"));
  expect(table.getByText("Offline")).toBeVisible();
  expect(table.getByText("never")).toBeVisible();
});

test("only who manages devices is offered to add one", async () => {
  open({ permissions: ["read"] }, []);
  expect(await screen.findByText("Devices that send samples or take commands stand here.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Add device" })).toBeNull();
});

test("an engineer meets the button in the bar and on the empty list", async () => {
  open({ permissions: ["read", "manage_devices"] }, []);
  expect(await screen.findByText(/Add one to get its token/)).toBeVisible();
  expect(screen.getAllByRole("button", { name: "Add device" })).toHaveLength(2);
});

test("search and page in the address go to the server", async () => {
  const calls = open({ permissions: ["read"], path: "/devices?search=pump&offset=50" }, []);
  expect(await screen.findByText("No device fits this search.")).toBeVisible();
  const list = calls.find(({ path }) => path === "/api/devices");
  expect(Object.fromEntries(list?.query ?? [])).toEqual({ search: "pump", offset: "50", limit: "50" });
});
