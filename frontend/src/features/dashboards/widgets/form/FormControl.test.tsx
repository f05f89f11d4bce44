import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { ApiError } from "@/shared/api/ApiError";
import { sampleSource } from "../../data/sampleSource";
import { NOW, openDoor, renderWidget } from "../testing";

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
