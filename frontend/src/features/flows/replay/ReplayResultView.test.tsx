import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { openEditor } from "../testing/openEditor";
import type { ReplayDetail } from "./queries";
import { ReplayResultView } from "./ReplayResultView";
import { result } from "./testing";

vi.mock("@/shared/charts/PlotlyChart", () => ({
  PlotlyChart: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

function replay(parts: Partial<ReplayDetail> = {}): ReplayDetail {
  return {
    id: 1,
    status: "done",
    progress: 1,
    notes: [],
    error: "",
    created_at: "2026-01-01T00:00:00Z",
    finished_at: "2026-01-01T00:00:01Z",
    start_ms: 0,
    end_ms: 3_600_000,
    lead_s: 0,
    device_id: null,
    against: "deployed",
    number: null,
    draft_version: 4,
    against_number: 3,
    result: result({}),
    ...parts,
  };
}

const alarm = { raised_ts: 60_000, cleared_ts: 120_000, value: 81.5 };

describe("the result of a replay", () => {
  it("says what differs and lists it", async () => {
    const items = [
      { kind: "only_here", block: "b3", device_id: 1, here: alarm, there: null },
      { kind: "moved", block: "b3", device_id: 2, here: alarm, there: { ...alarm, cleared_ts: null } },
    ];
    openEditor(
      <ReplayResultView
        replay={replay({ result: result({ there: {}, alarms: { only_here: 1, moved: 1, items } }) })}
      />,
    );

    expect(screen.getByText("Draft beside Revision 3")).toBeInTheDocument();
    expect(screen.getAllByRole("row")).toHaveLength(3);

    await userEvent.click(screen.getByTestId("replay-moved"));

    const [, only] = screen.getAllByRole("row");
    expect(screen.getAllByRole("row")).toHaveLength(2);
    expect(within(only as HTMLElement).getByText("Pump 2")).toBeInTheDocument();
    expect(within(only as HTMLElement).getByText("stays")).toBeInTheDocument();
    expect(screen.getByTestId("replay-same")).toBeDisabled();
  });

  it("draws the output of the device whose alarms differ", () => {
    const curve = { block: "b4", device_id: 2, count: 1, ts: [0], value: [1], reduced: false };
    openEditor(<ReplayResultView replay={replay({ result: result({ here: { curves: [curve] } }) })} />);

    expect(screen.getByRole("img", { name: "Temperature over time" })).toBeInTheDocument();
    expect(screen.getByDisplayValue("Pump 2")).toBeInTheDocument();
  });

  it("lists what would have been done, and what failed", () => {
    const here = {
      effects: [{ kind: "command", block: "b3", count: 1_200 }],
      first_effects: [
        {
          ts: 0,
          kind: "command",
          block: "b3",
          device_id: 1,
          details: { value: true, path: "burner", metric_id: null },
        },
      ],
      errors: [{ block: "b4", count: 2, ts: 0, device_id: 1, message: "10 cannot be divided by 0.", inputs: { a: 0 } }],
    };
    openEditor(<ReplayResultView replay={replay({ result: result({ here }) })} />);

    expect(screen.getByText("1,200")).toBeInTheDocument();
    expect(screen.getByText('{"value":true,"path":"burner"}')).toBeInTheDocument();
    expect(screen.getByText("10 cannot be divided by 0.")).toBeInTheDocument();
    expect(screen.getByText(/2 times/)).toBeInTheDocument();
  });

  it("has a sentence for each thing that is not there", () => {
    openEditor(<ReplayResultView replay={replay({ notes: ["Ended after 15 minutes."] })} />);

    expect(screen.getByText("No alarm was raised in this range.")).toBeInTheDocument();
    expect(screen.getByText(/there is nothing to draw/)).toBeInTheDocument();
    expect(screen.getByText("Nothing outside would have been touched.")).toBeInTheDocument();
    expect(screen.getByText("Ended after 15 minutes.")).toBeInTheDocument();
  });

  it("tells why it failed", () => {
    openEditor(<ReplayResultView replay={replay({ status: "failed", error: "The store is away.", result: null })} />);

    expect(screen.getByText("The store is away.")).toBeInTheDocument();
  });
});
