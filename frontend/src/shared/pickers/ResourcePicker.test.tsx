import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { show } from "@/testing/render";
import { ResourcePicker } from "./ResourcePicker";

interface Site {
  id: number;
  name: string;
}

const HALL: Site = { id: 7, name: "Hall 7" };

function open(parts: { list?: (search: string) => Promise<Site[]>; create?: (name: string) => Promise<Site> }) {
  const change = vi.fn();
  show(
    <ResourcePicker<Site>
      name={["sites"]}
      label="Site"
      value={null}
      change={change}
      list={parts.list ?? (async () => [])}
      describe={({ name }) => ({ label: name })}
      readOne={async () => null}
      create={parts.create}
    />,
  );
  return { change, field: screen.getByRole("textbox") };
}

it("does not offer to make what may be there, as long as nobody knows", async () => {
  let answer = (_: Site[]) => {};
  const list = (search: string) =>
    search ? new Promise<Site[]>((resolve) => (answer = resolve)) : Promise.resolve([] as Site[]);
  const { field } = open({ list, create: async () => HALL });
  await userEvent.type(field, "Hall 7");
  await act(() => new Promise((resolve) => setTimeout(resolve, 250)));
  expect(screen.queryByRole("option", { name: /Create/ })).not.toBeInTheDocument();
  await act(async () => answer([]));
  expect(await screen.findByRole("option", { name: "Create “Hall 7”" })).toBeInTheDocument();
});

it("makes one of a name, however often it is clicked", async () => {
  let made = (_: Site) => {};
  const create = vi.fn(() => new Promise<Site>((resolve) => (made = resolve)));
  const { change, field } = open({ create });
  await userEvent.type(field, "Hall 7");
  await userEvent.dblClick(await screen.findByRole("option", { name: "Create “Hall 7”" }));
  await act(async () => made(HALL));
  expect(create).toHaveBeenCalledExactlyOnceWith("Hall 7");
  expect(change).toHaveBeenCalledExactlyOnceWith(7, HALL);
});
