import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { show } from "@/testing/render";
import { emptyDocument } from "../document/dashboardDocument";
import { ImportDialog } from "./ImportDialog";

afterEach(() => vi.restoreAllMocks());

const FILE = new File(["name: Hall"], "hall.yaml", { lastModified: 1 });

function Page() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Bring
      </button>
      {isOpen && <ImportDialog file={FILE} close={() => setOpen(false)} />}
    </>
  );
}

it("reads a file again that is brought again: what it named may be there by now", async () => {
  const read = { name: "Hall", document: emptyDocument(), pictures: {}, is_newer: false };
  const absent = [{ kind: "device", name: "pump 7", place: "w1" }];
  vi.spyOn(api, "post")
    .mockResolvedValueOnce({ ...read, absent })
    .mockResolvedValueOnce({ ...read, absent: [] });
  show(<Page />, { permissions: ["edit_dashboards"] });
  await userEvent.click(screen.getByRole("button", { name: "Bring" }));
  expect(await screen.findByText("pump 7")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await userEvent.click(screen.getByRole("button", { name: "Bring" }));
  expect(await screen.findByDisplayValue("Hall")).toBeInTheDocument();
  expect(screen.queryByText("pump 7")).not.toBeInTheDocument();
});
