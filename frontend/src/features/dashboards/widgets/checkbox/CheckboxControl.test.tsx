import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openDoor, renderWidget } from "../testing";

const reports = (value: boolean | null) => [
  sampleSource({ dataType: "boolean", isWritable: true }, value === null ? null : { ts: NOW, value, quality: 0 }),
];

it("asks for the other state and waits for the device", async () => {
  const { send, control } = openDoor();
  renderWidget("checkbox", reports(true), { control });
  await userEvent.click(screen.getByRole("checkbox", { name: "Title" }));
  expect(send).toHaveBeenCalledExactlyOnceWith(false);
  expect(screen.getByRole("checkbox")).toBeChecked();
});

it("is neither ticked nor not while nobody knows", () => {
  renderWidget("checkbox", reports(null), openDoor());
  expect(screen.getByRole("checkbox")).toBePartiallyChecked();
});
