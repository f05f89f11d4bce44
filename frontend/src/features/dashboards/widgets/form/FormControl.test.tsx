import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { ApiError } from "@/shared/api/ApiError";
import { sampleSource } from "../../data/sampleSource";
import type { Source } from "../../data/source";
import { dose, NOW, openDoor, renderWidget } from "../testing";

const fields = () => [
  {
    ...sampleSource(
      { topic: "m:1", path: "low", isWritable: true, low: 0, high: 1000 },
      { ts: NOW, value: 100, quality: 0 },
    ),
    label: "Least",
  },
  {
    ...sampleSource(
      { topic: "m:2", path: "high", isWritable: true, low: 0, high: 1000 },
      { ts: NOW, value: 200, quality: 0 },
    ),
    label: "Most",
  },
];

async function type(field: string, text: string) {
  const input = screen.getByTestId(`field-${field}`);
  await userEvent.clear(input);
  await userEvent.type(input, text);
}

it("sends what was changed and leaves the rest alone", async () => {
  const { send, control } = openDoor();
  renderWidget("form", fields(), { control });
  expect(screen.getByTestId("form-submit")).toBeDisabled();
  await type("high", "20");
  await userEvent.click(screen.getByTestId("form-submit"));
  expect(send).toHaveBeenCalledExactlyOnceWith([null, 20], undefined);
});

it("keeps everything back while one field is wrong", async () => {
  renderWidget("form", fields(), openDoor());
  await type("low", "10");
  await type("high", "2000");
  expect(screen.getByText("Give 0 to 1000.")).toBeInTheDocument();
  expect(screen.getByTestId("form-submit")).toBeDisabled();
});

it("keeps what was typed when the server refuses", async () => {
  const error = new ApiError({ status: 400, message: "Most: too much." });
  const { control } = openDoor({ send: async () => error });
  renderWidget("form", fields(), { control });
  await type("low", "10");
  await userEvent.click(screen.getByTestId("form-submit"));
  expect(screen.getByTestId("field-low")).toHaveValue("10");
});

it("keeps what is typed while the rest is on its way", async () => {
  let answer = (_: null) => {};
  const { control } = openDoor({ send: () => new Promise<null>((resolve) => (answer = resolve)) });
  renderWidget("form", fields(), { control });
  await type("low", "10");
  await userEvent.click(screen.getByTestId("form-submit"));
  await type("high", "20");
  await act(async () => answer(null));
  expect(screen.getByTestId("field-low")).toHaveValue("100");
  expect(screen.getByTestId("field-high")).toHaveValue("20");
});

const withField = (field: unknown, more: Partial<Source["info"]> = {}) => [
  {
    ...sampleSource(
      { topic: "m:1", path: "batch", isWritable: true, dataType: "string", unit: "", ...more },
      { ts: NOW, value: more.dataType === "double" ? 10 : "", quality: 0 },
    ),
    label: "Batch",
    field,
  },
];

it("says at the field that it must be filled in, once somebody tries", async () => {
  const { send, control } = openDoor();
  renderWidget("form", [...withField({ required: true }), ...fields()], { control });
  await type("high", "20");
  expect(screen.queryByText("Fill this in.")).toBeNull();
  await userEvent.click(screen.getByTestId("form-submit"));
  expect(screen.getByText("Fill this in.")).toBeInTheDocument();
  expect(send).not.toHaveBeenCalled();
  await type("batch", "B7");
  await userEvent.click(screen.getByTestId("form-submit"));
  expect(send).toHaveBeenCalledExactlyOnceWith(["B7", null, 20], undefined);
});

it("sends a required field along with what the device reports", async () => {
  const { send, control } = openDoor();
  renderWidget("form", [...withField({ required: true }, { dataType: "double" }), ...fields()], { control });
  await type("high", "20");
  await userEvent.click(screen.getByTestId("form-submit"));
  expect(send).toHaveBeenCalledExactlyOnceWith([10, null, 20], undefined);
});

it("says in the designer's words what a text is to look like", async () => {
  renderWidget("form", withField({ pattern: "[A-Z]{2}[0-9]{4}", hint: "Two letters, four digits." }), openDoor());
  await type("batch", "ab");
  expect(screen.getByText("Two letters, four digits.")).toBeInTheDocument();
  expect(screen.getByTestId("form-submit")).toBeDisabled();
  await type("batch", "AB1234");
  expect(screen.queryByText("Two letters, four digits.")).toBeNull();
});

it("holds the tighter of the two limits", async () => {
  const source = withField({ low: 5, high: 5000 }, { dataType: "double", low: 0, high: 100 });
  renderWidget("form", source, openDoor());
  await type("batch", "3");
  expect(screen.getByText("Give 5 to 100.")).toBeInTheDocument();
});

it("offers a fixed list, side by side when the designer wants it", async () => {
  const { send, control } = openDoor();
  const choices = [
    { value: 10, label: "Slow" },
    { value: 90, label: "Fast" },
  ];
  renderWidget("form", withField({ choices, look: "radio" }, { dataType: "double" }), { control });
  expect(screen.getByRole("radio", { name: "Slow" })).toBeChecked();
  await userEvent.click(screen.getByRole("radio", { name: "Fast" }));
  await userEvent.click(screen.getByTestId("form-submit"));
  expect(send).toHaveBeenCalledExactlyOnceWith([90], undefined);
});

it("shows at its field what the server refused", async () => {
  const error = new ApiError({ status: 400, message: "Least: 10 is taken.", field: "value.0" });
  const { control } = openDoor({ send: async () => error });
  renderWidget("form", fields(), { control });
  await type("low", "10");
  await userEvent.click(screen.getByTestId("form-submit"));
  expect(screen.getByTestId("field-low")).toHaveAccessibleDescription(/Least: 10 is taken\./);
});

it("asks the second word that the device's type wants", async () => {
  const { send, control } = openDoor();
  const source = dose({ volume: 2, mode: "fast" });
  const command = source.info.command && { ...source.info.command, confirmation: "Is the tank empty?" };
  renderWidget("form", [{ ...source, info: { ...source.info, command } }], { control });
  await userEvent.click(screen.getByTestId("form-submit"));
  expect(await screen.findByText("Is the tank empty?")).toBeInTheDocument();
  expect(send).not.toHaveBeenCalled();
});

it("sends a device's command with its parameters", async () => {
  const { send, control } = openDoor();
  renderWidget("form", [dose({ mode: "fast" })], { control });
  await userEvent.click(screen.getByTestId("form-submit"));
  expect(screen.getByText("Fill this in.")).toBeInTheDocument();
  await type("volume", "9");
  expect(screen.getByText("Give 0 to 5.")).toBeInTheDocument();
  await type("volume", "2");
  await userEvent.click(screen.getByTestId("form-submit"));
  expect(send).toHaveBeenCalledExactlyOnceWith([{ volume: 2 }], undefined);
});
