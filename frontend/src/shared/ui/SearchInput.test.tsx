import { act, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { show } from "@/testing/render";
import { SearchInput } from "./SearchInput";

const told = vi.fn();
let know: (value: string) => void = () => undefined;
let draw: () => void = () => undefined;

/** A page that gets to know late what was searched for, as one does whose address holds it. */
function Page() {
  const [value, setValue] = useState("");
  const [, setDrawn] = useState(0);
  know = setValue;
  draw = () => setDrawn((times) => times + 1);
  return <SearchInput value={value} change={(text) => told(text)} label="Search" />;
}

const field = () => screen.getByRole("searchbox");
const type = (text: string) => fireEvent.change(field(), { target: { value: text } });
const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));

beforeEach(() => {
  vi.useFakeTimers();
  told.mockReset();
  show(<Page />);
});
afterEach(() => vi.useRealTimers());

it("loses nothing that is typed before the page knows of the last word", () => {
  type("pump");
  wait(200);
  expect(told).toHaveBeenLastCalledWith("pump");
  type("pump 7");
  act(() => know("pump"));
  expect(field()).toHaveValue("pump 7");
  wait(200);
  expect(told).toHaveBeenLastCalledWith("pump 7");
});

it("loses nothing either when the page is two words behind", () => {
  type("pump");
  wait(200);
  type("pump 7");
  wait(200);
  act(() => know("pump"));
  expect(field()).toHaveValue("pump 7");
});

it("tells once the person pauses, however often the page is drawn meanwhile", () => {
  type("pump");
  for (let i = 0; i < 3; i += 1) {
    wait(90);
    act(() => draw());
  }
  expect(told).toHaveBeenCalledWith("pump");
});

it("shows what the page searches for instead", () => {
  type("pump");
  wait(200);
  act(() => know("pump"));
  act(() => know(""));
  expect(field()).toHaveValue("");
});
