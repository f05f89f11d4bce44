import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { api } from "@/shared/api/client";
import type { DraftKeeper } from "../draftKeeper";
import { openEditor } from "../testing/openEditor";
import type { Flow } from "../types";
import { ReplayForm } from "./ReplayForm";

afterEach(() => vi.restoreAllMocks());

it("replays nothing else than what is drawn: what could not be stored is said", async () => {
  const post = vi.spyOn(api, "post");
  const flow = { id: 7, name: "Boiler", live_revision: null } as Flow; // as much of one as the form reads
  const keeper = { flush: async () => false, state: createStore(() => ({ message: "No answer." })) };
  openEditor(
    <ReplayForm
      flow={flow}
      keeper={keeper as unknown as DraftKeeper}
      revision={null}
      isBusy={false}
      started={() => undefined}
    />,
  );
  await userEvent.click(await screen.findByTestId("replay-start"));
  expect(await screen.findByText("No answer.")).toBeInTheDocument();
  expect(post).not.toHaveBeenCalled();
});
