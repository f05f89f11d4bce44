import { MantineProvider } from "@mantine/core";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Hint } from "./Hint";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setup() {
  render(
    <MantineProvider env="test">
      <Hint label="Flows">
        <button type="button">F</button>
      </Hint>
    </MantineProvider>,
  );
  return screen.getByRole("button");
}

const wait = () => act(() => vi.advanceTimersByTime(350));

it("says what an icon is to a mouse that rests on it, until it leaves", () => {
  const button = setup();
  fireEvent.pointerEnter(button, { pointerType: "mouse" });
  expect(screen.queryByRole("tooltip")).toBeNull();
  wait();
  expect(screen.getByRole("tooltip")).toHaveTextContent("Flows");
  fireEvent.pointerLeave(button);
  expect(screen.queryByRole("tooltip")).toBeNull();
});

it("says nothing to a finger", () => {
  fireEvent.pointerEnter(setup(), { pointerType: "touch" });
  wait();
  expect(screen.queryByRole("tooltip")).toBeNull();
});

it("goes when Escape is pressed", () => {
  fireEvent.pointerEnter(setup(), { pointerType: "mouse" });
  wait();
  fireEvent.keyDown(window, { key: "Escape" });
  expect(screen.queryByRole("tooltip")).toBeNull();
});
