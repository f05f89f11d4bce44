import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openDoor, renderWidget } from "../testing";

const source = [
  sampleSource({ dataType: "string", unit: "", isWritable: true }, { ts: NOW, value: "Line 2", quality: 0 }),
];

it("sends with Enter what was written", async () => {
  const { send, control } = openDoor();
  renderWidget("text_input", source, { control });
  await userEvent.clear(screen.getByTestId("text-input"));
  await userEvent.type(screen.getByTestId("text-input"), "Line 3{Enter}");
  expect(send).toHaveBeenCalledExactlyOnceWith("Line 3");
  expect(screen.getByTestId("reading")).toHaveTextContent("Line 2");
});

it("says how many characters are missing", async () => {
  const { send, control } = openDoor();
  renderWidget("text_input", source, { control, options: { minLength: 3 } });
  await userEvent.clear(screen.getByTestId("text-input"));
  await userEvent.type(screen.getByTestId("text-input"), "L{Enter}");
  expect(screen.getByRole("alert")).toHaveTextContent("Give 3 characters or more.");
  expect(send).not.toHaveBeenCalled();
});
