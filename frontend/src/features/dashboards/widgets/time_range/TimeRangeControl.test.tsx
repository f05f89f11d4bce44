import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { ClockProvider, stoppedClock } from "../../data/clock";
import type { TimeRange } from "../../time/timeRange";
import { readParams } from "../params";
import { NOW, renderWidget } from "../testing";
import { fields } from "./index";
import { rangesOf } from "./spans";
import { TimeRangeControl } from "./TimeRangeControl";

function show(range: TimeRange) {
  const show = vi.fn();
  render(
    <MantineProvider env="test">
      <ClockProvider clock={stoppedClock(NOW)}>
        <TimeRangeControl
          title="Range"
          params={readParams(fields, {})}
          rules={[]}
          sources={[]}
          range={range}
          control={null}
          page={null}
          zoom={{ to: vi.fn(), back: vi.fn(), show }}
        />
      </ClockProvider>
    </MantineProvider>,
  );
  return show;
}

it("sets the range of the page", () => {
  const chosen = show({ from: "now-1h", to: "now" });
  expect(screen.getByRole("button", { name: "1 h" })).toHaveAttribute("aria-pressed", "true");
  fireEvent.click(screen.getByRole("button", { name: "24 h" }));
  expect(chosen).toHaveBeenCalledWith({ from: "now-24h", to: "now" });
});

it("goes one span back, and from the past forth and back to now", () => {
  const chosen = show({ from: "2026-03-01T10:00:00Z", to: "2026-03-01T11:00:00Z" });
  fireEvent.click(screen.getByRole("button", { name: "One span earlier" }));
  expect(chosen).toHaveBeenLastCalledWith({ from: "2026-03-01T09:00:00.000Z", to: "2026-03-01T10:00:00.000Z" });
  fireEvent.click(screen.getByRole("button", { name: "One span later" }));
  expect(chosen).toHaveBeenLastCalledWith({ from: "2026-03-01T11:00:00.000Z", to: "2026-03-01T12:00:00.000Z" });
  fireEvent.click(screen.getByRole("button", { name: "Back to live" }));
  expect(chosen).toHaveBeenLastCalledWith({ from: "now-15m", to: "now" });
});

it("names what is no span", () => {
  expect(rangesOf(["15 min", "tomorrow", " 6h"])).toEqual({
    ranges: [
      { from: "now-15m", to: "now" },
      { from: "now-6h", to: "now" },
    ],
    unknown: ["tomorrow"],
  });
});

it("on paper it only says the range", () => {
  renderWidget("time_range", []);
  expect(screen.getByText("Last minute")).toBeInTheDocument();
  for (const button of screen.getAllByRole("button")) expect(button).toBeDisabled();
});
