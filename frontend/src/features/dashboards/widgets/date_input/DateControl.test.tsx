import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openDoor, renderWidget } from "../testing";

const source = [
  sampleSource({ dataType: "string", unit: "", isWritable: true }, { ts: NOW, value: "07:00", quality: 0 }),
];

it("sends a time of day", async () => {
  const { send, control } = openDoor();
  renderWidget("date_input", source, { control, options: { kind: "time" } });
  fireEvent.change(screen.getByTestId("date-input"), { target: { value: "08:15" } });
  await userEvent.click(screen.getByTestId("set"));
  expect(send).toHaveBeenCalledExactlyOnceWith("08:15");
});

it("keeps back what is over", () => {
  renderWidget("date_input", source, { ...openDoor(), options: { onlyFuture: true } });
  fireEvent.change(screen.getByTestId("date-input"), { target: { value: "2020-01-01T08:15" } });
  expect(screen.getByRole("alert")).toHaveTextContent("This time is over.");
  expect(screen.getByTestId("set")).toBeDisabled();
});
