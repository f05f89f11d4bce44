import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { parseClip } from "../commands/pasteWidgets";
import { ImportIotoDialog } from "./ImportIotoDialog";

afterEach(() => vi.restoreAllMocks());
const gauge = { type: "gauge", version: 1, title: "Counter", options: {}, bindings: [], rules: [] };

function open(answer: { widgets: unknown[]; problems: string[] }) {
  vi.spyOn(api, "post").mockResolvedValue(answer);
  const close = vi.fn();
  const paste = vi.fn(() => true);
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <ImportIotoDialog close={close} paste={paste} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { close, paste };
}

async function send() {
  await userEvent.type(screen.getByLabelText("Widgets as JSON"), "[[1]");
  await userEvent.click(screen.getByRole("button", { name: "Import" }));
}

it("puts the widgets onto the page and closes", async () => {
  const { close, paste } = open({ widgets: [gauge, { ...gauge, type: "hologram" }], problems: [] });
  await send();
  await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
  const clip = parseClip(String((paste.mock.calls as unknown[][])[0]?.[0]));
  expect(clip?.items.map(({ widget }) => widget.title)).toEqual(["Counter"]);
});

it("says what did not map before it closes", async () => {
  const { close } = open({ widgets: [gauge], problems: ["“Counter”: it names no metric. Bind one by hand."] });
  await send();
  expect(await screen.findByText("“Counter”: it names no metric. Bind one by hand.")).toBeInTheDocument();
  expect(close).not.toHaveBeenCalled();
});
