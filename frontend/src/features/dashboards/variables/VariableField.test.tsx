import { act, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { show } from "@/testing/render";
import { VariableField } from "./VariableField";
import type { Variable } from "./variables";

const ORDER: Variable = { name: "order", kind: "text", label: "Order", default: null };
const LINE: Variable = { name: "line", kind: "number", label: "Line", default: null };
const choose = vi.fn();
let answer: (text: string) => void = () => undefined;

function Page({ variable = ORDER }: { variable?: Variable }) {
  const [text, setText] = useState("");
  const isNumber = variable.kind === "number";
  const values = isNumber ? (text === "" ? [] : [Number(text)]) : [text];
  answer = setText;
  return (
    <VariableField
      dashboardId={1}
      variable={variable}
      variables={[variable]}
      state={{ name: variable.name, kind: variable.kind, values, labels: [], problem: null }}
      given={{}}
      choose={choose}
    />
  );
}

afterEach(() => vi.useRealTimers());

it("loses nothing that is typed before the answer to the last pause is here", () => {
  vi.useFakeTimers();
  show(<Page />);
  const field = screen.getByLabelText("Order");
  const type = (text: string) => fireEvent.change(field, { target: { value: text } });
  type("47");
  act(() => vi.advanceTimersByTime(400));
  expect(choose).toHaveBeenLastCalledWith(["47"]);
  type("4711");
  act(() => answer("47"));
  expect(field).toHaveValue("4711");
  act(() => vi.advanceTimersByTime(400));
  expect(choose).toHaveBeenLastCalledWith(["4711"]);
});

it("asks for a number once the person pauses, and loses no figure either", () => {
  vi.useFakeTimers();
  choose.mockReset();
  show(<Page variable={LINE} />);
  const field = screen.getByLabelText("Line");
  const type = (text: string) => fireEvent.change(field, { target: { value: text } });
  type("4");
  expect(choose).not.toHaveBeenCalled();
  act(() => vi.advanceTimersByTime(400));
  expect(choose).toHaveBeenLastCalledWith(["4"]);
  type("47");
  act(() => answer("4"));
  expect(field).toHaveValue("47");
  act(() => vi.advanceTimersByTime(400));
  expect(choose).toHaveBeenLastCalledWith(["47"]);
});
