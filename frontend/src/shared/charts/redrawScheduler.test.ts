import { describe, expect, it } from "vitest";
import { type FrameSource, type RedrawHandle, RedrawScheduler } from "./redrawScheduler";

class FakeFrames implements FrameSource {
  time = 0;
  isHidden = false;
  errors: unknown[] = [];
  private frame: (() => void) | undefined;
  private timers: { run: () => void; at: number }[] = [];
  private shown: () => void = () => undefined;

  now = () => this.time;
  requestFrame = (run: () => void) => {
    this.frame = run;
  };
  wait = (run: () => void, delay_ms: number) => {
    this.timers.push({ run, at: this.time + delay_ms });
  };
  isPageHidden = () => this.isHidden;
  onPageShown = (run: () => void) => {
    this.shown = run;
  };
  reportError = (error: unknown) => {
    this.errors.push(error);
  };

  get isFrameAsked() {
    return this.frame !== undefined;
  }
  /** The next animation frame, 16 ms later. */
  step() {
    this.time += 16;
    const due = this.timers.filter((timer) => timer.at <= this.time);
    this.timers = this.timers.filter((timer) => timer.at > this.time);
    for (const timer of due) timer.run();
    const run = this.frame;
    this.frame = undefined;
    run?.();
  }
  steps(count: number) {
    for (let i = 0; i < count; i += 1) this.step();
  }
  show() {
    this.isHidden = false;
    this.shown();
  }
}

function setup(costs_ms: number[]) {
  const frames = new FakeFrames();
  const scheduler = new RedrawScheduler(frames);
  const drawn: number[] = [];
  const handles = costs_ms.map((cost, index) =>
    scheduler.register(() => {
      drawn.push(index);
      frames.time += cost;
    }),
  );
  return { frames, scheduler, drawn, handles };
}

/** And waits until each may be drawn again. */
function drawAll(frames: FakeFrames, handles: RedrawHandle[]) {
  for (const handle of handles) handle.mark();
  frames.steps(30);
}

describe("RedrawScheduler", () => {
  it("draws what is out of sight when all of the page is printed", () => {
    const { frames, scheduler, drawn, handles } = setup([1, 1, 1]);
    handles[1]?.setVisible(false);
    drawAll(frames, handles);
    expect(drawn).toEqual([0, 2]);
    scheduler.drawAll();
    expect(drawn).toEqual([0, 2, 1]);
  });

  it("draws all charts of a page that opens together, as far as that takes a moment", () => {
    const { frames, scheduler, drawn, handles } = setup([20, 20, 20, 20]);
    for (const handle of handles) handle.mark();
    expect(scheduler.isBeginning).toBe(true);
    frames.step();
    expect(drawn).toEqual([0, 1, 2]);
    expect(scheduler.isBeginning).toBe(true);
    frames.step();
    expect(drawn).toEqual([0, 1, 2, 3]);
    expect(scheduler.isBeginning).toBe(false);
  });

  it("draws no more charts anew in a frame than fit into 8 ms", () => {
    const { frames, drawn, handles } = setup([5, 5, 5, 5, 5]);
    drawAll(frames, handles);
    drawn.length = 0;
    for (const handle of handles) handle.mark();
    while (drawn.length === 0) frames.step();
    expect(drawn).toEqual([0, 1]);
    frames.steps(2);
    expect(drawn).toEqual([0, 1, 2, 3, 4]);
  });

  it("draws a chart that costs more than the budget alone in its frame", () => {
    const { frames, drawn, handles } = setup([30, 1]);
    drawAll(frames, handles);
    drawn.length = 0;
    for (const handle of handles) handle.mark();
    while (drawn.length === 0) frames.step();
    expect(drawn).toEqual([0]);
    frames.step();
    expect(drawn).toEqual([0, 1]);
  });

  it("draws a chart marked many times only once", () => {
    const { frames, drawn, handles } = setup([1]);
    for (let i = 0; i < 50; i += 1) handles[0]?.mark();
    frames.steps(3);
    expect(drawn).toEqual([0]);
  });

  it("draws a chart at most five times a second", () => {
    const { frames, drawn, handles } = setup([1]);
    while (frames.time < 1000) {
      handles[0]?.mark();
      frames.step();
    }
    expect(drawn.length).toBeGreaterThanOrEqual(4);
    expect(drawn.length).toBeLessThanOrEqual(5);
  });

  it("draws once for samples that come close together", () => {
    const { frames, drawn, handles } = setup([1]);
    handles[0]?.mark();
    frames.steps(30);
    for (let i = 0; i < 3; i += 1) {
      handles[0]?.mark();
      frames.step();
    }
    frames.steps(30);
    expect(drawn).toEqual([0, 0]);
  });

  it("asks for no frames while nothing is due", () => {
    const { frames, handles } = setup([1]);
    handles[0]?.mark();
    frames.step();
    handles[0]?.mark();
    frames.step();
    expect(frames.isFrameAsked).toBe(false);
    frames.steps(13);
    handles[0]?.mark();
    expect(frames.isFrameAsked).toBe(true);
  });

  it("keeps a chart out of sight for later and draws it when it comes into sight", () => {
    const { frames, drawn, handles } = setup([1, 1]);
    handles[0]?.setVisible(false);
    for (const handle of handles) handle.mark();
    frames.steps(3);
    expect(drawn).toEqual([1]);
    handles[0]?.setVisible(true);
    frames.step();
    expect(drawn).toEqual([1, 0]);
  });

  it("draws nothing in a hidden tab and everything once it is shown", () => {
    const { frames, drawn, handles } = setup([1, 1]);
    frames.isHidden = true;
    for (const handle of handles) handle.mark();
    frames.steps(5);
    expect(drawn).toEqual([]);
    frames.show();
    frames.step();
    expect(drawn).toEqual([0, 1]);
  });

  it("lets no busy chart starve the others", () => {
    const { frames, drawn, handles } = setup([9, 9, 9]);
    for (let i = 0; i < 40; i += 1) {
      for (const handle of handles) handle.mark();
      frames.step();
    }
    const counts = [0, 1, 2].map((chart) => drawn.filter((d) => d === chart).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it("goes on with the others when one chart cannot draw", () => {
    const { frames, scheduler, drawn, handles } = setup([1]);
    const broken = scheduler.register(() => {
      throw new Error("no such trace");
    });
    broken.mark();
    handles[0]?.mark();
    frames.step();
    expect(drawn).toEqual([0]);
    expect(frames.errors).toEqual([new Error("no such trace")]);
  });

  it("forgets a removed chart", () => {
    const { frames, drawn, handles } = setup([1]);
    handles[0]?.mark();
    handles[0]?.remove();
    handles[0]?.mark();
    frames.steps(2);
    expect(drawn).toEqual([]);
  });

  it("draws new data of a slow picture at its own pace, and what somebody did at once", () => {
    const { frames, drawn, handles } = setup([1]);
    const [handle] = handles;
    handle?.setGap(2000);
    handle?.mark();
    frames.step();
    handle?.mark();
    frames.steps(60); // a second
    expect(drawn).toHaveLength(1);
    handle?.mark(true);
    frames.steps(5);
    expect(drawn).toHaveLength(2);
    handle?.mark();
    frames.steps(60);
    expect(drawn).toHaveLength(2);
    frames.steps(80);
    expect(drawn).toHaveLength(3);
  });
});
