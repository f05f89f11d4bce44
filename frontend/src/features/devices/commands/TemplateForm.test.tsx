import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { ConfirmDialog } from "@/shared/ui/ConfirmDialog";
import { show } from "@/testing/render";
import type { CommandTemplate } from "./parameters";
import { TemplateForm } from "./TemplateForm";

const FLOW: CommandTemplate = {
  id: 1,
  name: "setpoint",
  title: "Set flow",
  description: "",
  timeout_s: 20,
  max_attempts: 3,
  confirmation: "",
  parameters: [
    {
      name: "flow",
      title: "Flow",
      type: "double",
      unit: "m³/h",
      required: true,
      default: 20,
      low: 0,
      high: 40,
      choices: [],
    },
  ],
};
const RESTART: CommandTemplate = {
  ...FLOW,
  id: 2,
  name: "restart",
  title: "Restart",
  parameters: [],
  confirmation: "The pump stops for about a minute.",
};

function open(templates: CommandTemplate[]) {
  const send = vi.fn();
  show(
    <>
      <TemplateForm templates={templates} target="pump 01" send={send} isSending={false} />
      <ConfirmDialog />
    </>,
  );
  return send;
}

test("a command goes out with its parameters as the type wants them", async () => {
  const send = open([FLOW]);
  const flow = screen.getByLabelText(/Flow/);
  await userEvent.clear(flow);
  await userEvent.type(flow, "25.5");
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(send.mock.calls).toEqual([[{ name: "setpoint", parameters: { flow: 25.5 } }]]);
});

test("a value beyond the limit is named and not sent", async () => {
  const send = open([FLOW]);
  const flow = screen.getByLabelText(/Flow/);
  await userEvent.clear(flow);
  await userEvent.type(flow, "55");
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(screen.getByText("Not above 40.")).toBeVisible();
  expect(send).not.toHaveBeenCalled();
});

test("a command with a question goes out only after the answer", async () => {
  const send = open([RESTART]);
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(await screen.findByText("The pump stops for about a minute.")).toBeVisible();
  expect(send).not.toHaveBeenCalled();
  await userEvent.click(screen.getAllByRole("button", { name: "Send" }).at(-1) as HTMLElement); // the dialog's own
  await vi.waitFor(() => expect(send.mock.calls).toEqual([[{ name: "restart", parameters: {} }]]));
});
