import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { fakeServer } from "@/testing/server";
import { chosen } from "../commands/command";
import { block, flow } from "../testing/flow";
import { openEditor } from "../testing/openEditor";
import { Inspector } from "./Inspector";

describe("a description", () => {
  const about = { id: 7, name: "Boiler", description: "", live_revision: null, deployed_at: null, icon: "", color: "" };
  const document = flow({ b1: block("math.scale") });

  it.each([
    ["flow", undefined, "/api/flows/7"],
    ["subflow", 4, "/api/subflows/4"],
  ])("of a %s is kept when a block takes its place", async (_, subflowId, path) => {
    const calls = fakeServer(({ path: asked }) => ({ json: asked === path ? about : [] }));
    const { store } = openEditor(<Inspector />, { document, subflowId });
    await userEvent.type(await screen.findByLabelText("Description"), "Heats the hall");
    act(() => store.getState().select(chosen(["b1"])));
    await waitFor(() =>
      expect(calls.find(({ method }) => method === "PATCH")).toMatchObject({
        path,
        body: { description: "Heats the hall" },
      }),
    );
  });

  it("is sent once", async () => {
    const calls = fakeServer(({ path, body }) => ({
      json: path === "/api/flows/7" ? { ...about, ...(body as object) } : {},
    }));
    const { store } = openEditor(<Inspector />, { document });
    await userEvent.type(await screen.findByLabelText("Description"), "Heats the hall");
    await userEvent.tab();
    act(() => store.getState().select(chosen(["b1"])));
    expect(calls.filter(({ method }) => method === "PATCH")).toHaveLength(1);
  });
});
