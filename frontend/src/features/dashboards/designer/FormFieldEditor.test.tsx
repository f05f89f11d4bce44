import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import type { DataType } from "@/shared/api/types";
import { show } from "@/testing/render";
import { FormFieldEditor } from "./FormFieldEditor";

type Field = Record<string, unknown> | undefined;

interface HeldProps {
  dataType: DataType;
  start: Field;
  heard: (field: Field) => void;
}

/** The editor above a field that keeps what it is told. */
function Held({ dataType, start, heard }: HeldProps) {
  const [field, setField] = useState(start);
  const change = (next: Field) => {
    heard(next);
    setField(next);
  };
  return <FormFieldEditor field={field} dataType={dataType} change={change} />;
}

/** Unfolds it; answers what it says of the field now. */
async function open(dataType: DataType, start?: Field) {
  const heard = vi.fn<(field: Field) => void>();
  show(<Held dataType={dataType} start={start} heard={heard} />);
  await userEvent.click(screen.getByText("Field"));
  return () => heard.mock.lastCall?.[0];
}

it("lays down limits of a number and that it must be given, and nothing once all is taken back", async () => {
  const field = await open("double");
  await userEvent.type(screen.getByLabelText("Least"), "-2.5");
  await userEvent.type(screen.getByLabelText("Most"), "40");
  await userEvent.click(screen.getByLabelText("Must be filled in"));
  expect(field()).toEqual({ low: -2.5, high: 40, required: true });
  expect(screen.queryByTestId("field-pattern")).toBeNull();

  await userEvent.clear(screen.getByLabelText("Least"));
  await userEvent.clear(screen.getByLabelText("Most"));
  await userEvent.click(screen.getByLabelText("Must be filled in"));
  expect(field()).toBeUndefined();
});

it("asks what to say of a text only where there is a form that it may not have", async () => {
  const field = await open("string");
  expect(screen.queryByLabelText("What to say when it does not fit")).toBeNull();
  await userEvent.type(screen.getByTestId("field-pattern"), "[[A-Z]{{2}");
  await userEvent.type(screen.getByLabelText("What to say when it does not fit"), "Two letters");
  expect(field()).toEqual({ pattern: "[A-Z]{2}", hint: "Two letters" });
});

it("makes choices that are called like their values until they get words, all by keys", async () => {
  const field = await open("long");
  screen.getByTestId("field-add-choice").focus();
  await userEvent.keyboard("{Enter}{Enter}");
  expect(field()).toEqual({
    choices: [
      { value: 1, label: "" },
      { value: 2, label: "" },
    ],
  });
  expect(screen.getByLabelText("Label of choice 2")).toHaveAttribute("placeholder", "2");

  await userEvent.clear(screen.getByLabelText("Value of choice 1"));
  await userEvent.type(screen.getByLabelText("Value of choice 1"), "3");
  await userEvent.tab();
  await userEvent.keyboard("Boil");
  expect(field()).toEqual({
    choices: [
      { value: 3, label: "Boil" },
      { value: 2, label: "" },
    ],
  });

  // A fresh one is none that is there already.
  screen.getByTestId("field-add-choice").focus();
  await userEvent.keyboard("{Enter}");
  expect(field()?.choices).toEqual([
    { value: 3, label: "Boil" },
    { value: 2, label: "" },
    { value: 4, label: "" },
  ]);
  screen.getByLabelText("Remove choice 2").focus();
  await userEvent.keyboard("{Enter}");
  expect(field()?.choices).toEqual([
    { value: 3, label: "Boil" },
    { value: 4, label: "" },
  ]);
});

it("shows choices side by side where they are few", async () => {
  const field = await open("string", { choices: [{ value: "a", label: "A" }] });
  await userEvent.click(screen.getByRole("combobox", { name: "How choices are shown" }));
  await userEvent.click(await screen.findByRole("option", { name: "Side by side" }));
  expect(field()).toEqual({ choices: [{ value: "a", label: "A" }], look: "radio" });
});

it("asks of a switch only whether it must be set", async () => {
  await open("boolean");
  expect(screen.getByTestId("field-required")).toBeInTheDocument();
  expect(screen.queryByTestId("field-low")).toBeNull();
  expect(screen.queryByTestId("field-add-choice")).toBeNull();
});
