import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { ShareDialog } from "./ShareDialog";

afterEach(() => vi.restoreAllMocks());

test("the ticked profiles are those that the dashboard is shown to", async () => {
  const choices = [
    { id: 3, name: "Operators", description: "" },
    { id: 4, name: "Viewers", description: "" },
  ];
  const calls = fakeServer(({ method, body }) => ({
    json: { choices, profile_ids: method === "PUT" ? (body as { profile_ids: number[] }).profile_ids : [3] },
  }));
  const close = vi.fn();
  show(<ShareDialog dashboard={{ id: 7, name: "Hall" }} close={close} />);
  expect(await screen.findByRole("checkbox", { name: "Operators" })).toBeChecked();
  await userEvent.click(screen.getByRole("checkbox", { name: "Operators" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "Viewers" }));
  await userEvent.click(screen.getByRole("button", { name: "Share" }));
  await vi.waitFor(() => expect(close).toHaveBeenCalled());
  expect(calls.find(({ method }) => method === "PUT")).toMatchObject({
    path: "/api/dashboards/7/shares",
    body: { profile_ids: [4] },
  });
});
