import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { type CommandBinding, emptyDocument } from "../document/dashboardDocument";
import { createDashboardEditor } from "../editor/dashboardEditor";
import { EditorContext } from "../editor/EditorContext";
import { CommandPicker } from "./CommandPicker";

const BARE = { title: "", unit: "", required: false, default: null, low: null, high: null, choices: [] };
const COMMANDS = [
  {
    name: "dose",
    title: "Dose",
    parameters: [
      { ...BARE, name: "volume", title: "Volume", unit: "l", type: "double", low: 0, high: 5, required: true },
      { ...BARE, name: "flush", title: "Flush", type: "boolean" },
    ],
  },
  { name: "home", title: "", parameters: [] },
];
const PUMP = { id: 4, name: "Pump 4", type_id: 2, type: "Pump", site: null };
const VARIABLE = { name: "machine", label: "Machine", kind: "device", deviceType: 2 };

interface HeldProps {
  start: CommandBinding | null;
  heard: (binding: CommandBinding) => void;
}

/** The picker above a binding that keeps what it is told, until it is taken back. */
function Held({ start, heard }: HeldProps) {
  const [binding, setBinding] = useState(start);
  const change = (next: CommandBinding) => {
    heard(next);
    setBinding(next);
  };
  return (
    <>
      <CommandPicker value={binding} change={change} />
      <button type="button" onClick={() => setBinding(start)}>
        Undo
      </button>
    </>
  );
}

function open(start: CommandBinding | null, { variables = [] as object[], commands = COMMANDS as object[] } = {}) {
  const calls = fakeServer(({ path }) => {
    if (path === "/api/devices/4") return { json: PUMP };
    if (path === "/api/devices") return { json: { items: [PUMP], total: 1 } };
    if (path === "/api/device-types/2") return { json: { id: 2, commands } };
    return { status: 404, json: {} };
  });
  const heard = vi.fn<(binding: CommandBinding) => void>();
  show(
    <EditorContext value={createDashboardEditor({ ...emptyDocument(), variables }, 1)}>
      <Held start={start} heard={heard} />
    </EditorContext>,
  );
  return { calls, last: () => heard.mock.lastCall?.[0] };
}

it("takes a device and one of its type's commands, by keys alone", async () => {
  const { last } = open(null);
  await userEvent.tab();
  await userEvent.keyboard("Pump");
  await screen.findByRole("option", { name: /Pump 4/ });
  await userEvent.keyboard("{ArrowDown}{Enter}");
  (await screen.findByTestId("choose-command")).focus();
  await userEvent.keyboard("{Enter}");
  // One without a title is called by its name.
  expect(await screen.findByRole("option", { name: "home" })).toBeInTheDocument();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(last()).toEqual({ kind: "command", device: 4, command: "dose" });
  expect(await screen.findByTestId("fixed-volume")).toBeInTheDocument();
});

it("lays down parameters that fit, leaves open what is empty and says what does not fit", async () => {
  const { last } = open({ kind: "command", device: 4, command: "dose" });
  const volume = await screen.findByTestId("fixed-volume");
  await userEvent.type(volume, "2");
  expect(last()?.parameters).toEqual({ volume: 2 });
  await userEvent.type(volume, "0");
  expect(volume).toHaveValue("20");
  expect(screen.getByText("Give 0 to 5.")).toBeInTheDocument();
  expect(last()?.parameters).toEqual({ volume: 2 });

  await userEvent.click(screen.getByRole("combobox", { name: "Flush" }));
  await userEvent.click(await screen.findByRole("option", { name: "Off" }));
  expect(last()?.parameters).toEqual({ volume: 2, flush: false });
  await userEvent.clear(volume);
  expect(last()?.parameters).toEqual({ flush: false });
});

it("shows what the document says after an undo", async () => {
  open({ kind: "command", device: 4, command: "dose", parameters: { volume: 3 } });
  const volume = await screen.findByTestId("fixed-volume");
  await userEvent.clear(volume);
  await userEvent.type(volume, "1");
  await userEvent.click(screen.getByRole("button", { name: "Undo" }));
  expect(volume).toHaveValue("3");
});

it("forgets the parameters with the command that had them", async () => {
  const { last } = open({ kind: "command", device: 4, command: "dose", parameters: { volume: 3 } });
  await userEvent.click(await screen.findByTestId("choose-command"));
  await userEvent.click(await screen.findByRole("option", { name: "home" }));
  expect(last()).toEqual({ kind: "command", device: 4, command: "home" });
});

it("takes the device that a variable stands for, whose type the variable knows", async () => {
  const { last, calls } = open(null, { variables: [VARIABLE] });
  await userEvent.click(screen.getByRole("combobox", { name: "Variable" }));
  await userEvent.click(await screen.findByRole("option", { name: "Machine" }));
  await userEvent.click(await screen.findByTestId("choose-command"));
  await userEvent.click(await screen.findByRole("option", { name: "Dose" }));
  expect(last()).toEqual({ kind: "command", device: "$machine", command: "dose" });
  expect(calls.filter(({ path }) => path.startsWith("/api/devices/"))).toEqual([]);
});

it("says of a type without commands that it has none", async () => {
  open({ kind: "command", device: 4, command: "dose" }, { commands: [] });
  expect(await screen.findByText(/no commands/i)).toBeInTheDocument();
  expect(screen.queryByTestId("choose-command")).toBeNull();
});
