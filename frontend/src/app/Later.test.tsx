import { render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Later } from "./Later";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("fetches a dialog when the page has come, mounts it when it is opened and keeps it when it is closed", () => {
  const load = vi.fn(async () => undefined);
  const later = (isOpen: boolean) => (
    <Later isOpen={isOpen} load={load}>
      <p>Dialog</p>
    </Later>
  );
  const { rerender } = render(later(false));
  expect(load).not.toHaveBeenCalled();
  vi.advanceTimersByTime(3_000);
  expect(load).toHaveBeenCalledTimes(1);
  expect(screen.queryByText("Dialog")).toBeNull();
  rerender(later(true));
  rerender(later(false));
  expect(screen.getByText("Dialog")).toBeInTheDocument();
});
