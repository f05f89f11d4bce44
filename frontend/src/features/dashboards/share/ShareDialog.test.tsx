import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { ShareDialog } from "./ShareDialog";

afterEach(() => vi.restoreAllMocks());

function Page() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Who sees it
      </button>
      {isOpen && <ShareDialog dashboard={{ id: 7, name: "Hall" }} close={() => setOpen(false)} />}
    </>
  );
}

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

test("begins with whom it is shown to by now, however it was when the dialog was open before", async () => {
  let profile_ids = [3];
  const choices = [
    { id: 3, name: "Operators", description: "" },
    { id: 4, name: "Viewers", description: "" },
  ];
  fakeServer(() => ({ json: { choices, profile_ids } }));
  show(<Page />);
  await userEvent.click(screen.getByRole("button", { name: "Who sees it" }));
  expect(await screen.findByRole("checkbox", { name: "Viewers" })).not.toBeChecked();
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  profile_ids = [3, 4];
  await userEvent.click(screen.getByRole("button", { name: "Who sees it" }));
  expect(await screen.findByRole("checkbox", { name: "Viewers" })).toBeChecked();
});
