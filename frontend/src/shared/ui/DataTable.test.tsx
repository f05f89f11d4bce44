import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { ApiError } from "@/shared/api/ApiError";
import { show } from "@/testing/render";
import { type Column, DataTable } from "./DataTable";

interface Row {
  id: number;
  name: string;
}

const columns: Column<Row>[] = [{ key: "name", title: "Name", render: ({ name }) => name }];
const rows = [
  { id: 1, name: "one" },
  { id: 2, name: "two" },
];
const basics = { caption: "Things", columns, rowId: ({ id }: Row) => id, empty: <p>Nothing yet</p> };

test("no rows and no error is loading, an empty list says so", () => {
  const { container, unmount } = show(<DataTable {...basics} rows={undefined} />);
  expect(container.querySelector("[aria-busy]")).not.toBeNull();
  unmount();
  show(<DataTable {...basics} rows={[]} />);
  expect(screen.getByText("Nothing yet")).toBeVisible();
});

test("a failure names its reason and offers to try again", async () => {
  const retry = vi.fn();
  const error = new ApiError({ status: 503, message: "The database does not answer." });
  show(<DataTable {...basics} rows={undefined} error={error} retry={retry} />);
  expect(screen.getByRole("alert")).toHaveTextContent("The database does not answer.");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(retry).toHaveBeenCalledTimes(1);
});

test("rows that were read stay although reading them again fails", () => {
  show(<DataTable {...basics} rows={rows} error={new ApiError({ status: 503, message: "No." })} />);
  expect(screen.getByText("two")).toBeVisible();
});

test("a row opens by click and by Enter", async () => {
  const open = vi.fn();
  show(<DataTable {...basics} rows={rows} open={open} />);
  await userEvent.click(screen.getByText("one"));
  screen.getByText("two").closest("tr")?.focus();
  await userEvent.keyboard("{Enter}");
  expect(open.mock.calls).toEqual([[rows[0]], [rows[1]]]);
});

test("choosing a row does not open it", async () => {
  const open = vi.fn();
  const change = vi.fn();
  const selection = { ids: new Set([1]), change, label: (id: number) => `Choose ${id}` };
  show(<DataTable {...basics} rows={rows} open={open} selection={selection} />);
  await userEvent.click(screen.getByRole("checkbox", { name: "Choose 2" }));
  expect(change).toHaveBeenLastCalledWith(new Set([1, 2]));
  await userEvent.click(screen.getByRole("checkbox", { name: "Select all" }));
  expect(change).toHaveBeenLastCalledWith(new Set([1, 2]));
  expect(open).not.toHaveBeenCalled();
});
