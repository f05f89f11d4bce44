import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { api } from "@/shared/api/client";
import { DeployDialog } from "./DeployDialog";
import type { DraftKeeper } from "./draftKeeper";
import { openEditor } from "./testing/openEditor";
import type { Flow } from "./types";

afterEach(() => vi.restoreAllMocks());

const FLOW = { id: 7, name: "Boiler", live_revision: null } as Flow; // as much of one as the dialog reads
const keeper = { flush: async () => true, state: createStore(() => ({ version: 3, message: "" })) };

it("deploys once, however often Enter is pressed", async () => {
  const post = vi.spyOn(api, "post").mockImplementation(() => new Promise(() => undefined));
  const { view } = openEditor(<DeployDialog flow={FLOW} keeper={keeper as unknown as DraftKeeper} />);
  view.setState({ isDeploying: true });
  await userEvent.type(await screen.findByRole("textbox"), "first{Enter}");
  await waitFor(() => expect(post).toHaveBeenCalledTimes(1));
  await userEvent.type(screen.getByRole("textbox"), "{Enter}");
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(post).toHaveBeenCalledTimes(1);
});
