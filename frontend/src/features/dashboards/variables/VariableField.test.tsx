import { act, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { show } from "@/testing/render";
import { VariableField } from "./VariableField";
import type { Variable } from "./variables";

const ORDER: Variable = { name: "order", kind: "text", label: "Order", default: null };
const choose = vi.fn();
let answer: (text: string) => void = () => undefined;

function Page() {
  const [text, setText] = useState("");
  answer = setText;
  return (
    <VariableField
      dashboardId={1}
      variable={ORDER}
      variables={[ORDER]}
      state={{ name: "order", kind: "text", values: [text], labels: [], problem: null }}
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
