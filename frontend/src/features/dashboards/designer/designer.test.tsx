import { MantineProvider } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import { listen } from "@/shared/shortcuts/shortcuts";
import { useTopBar } from "@/shared/topbar/useTopBar";
import { useQuestion } from "@/shared/ui/confirm";
import { fakeServer } from "@/testing/server";
import { DashboardPage } from "../DashboardPage";
import { emptyDocument } from "../document/dashboardDocument";

vi.mock("@/shared/session/useMe", () => ({ useCan: () => () => true }));
vi.mock("@/shared/live/useLiveUpdates", () => ({ useLiveUpdates: () => undefined }));
vi.mock("@/shared/charts/PlotlyChart", () => ({ PlotlyChart: () => null }));

const PERMISSIONS = ["read", "view_dashboards", "edit_dashboards"];
const DASHBOARD = {
  id: 1,
  name: "Boiler",
  version: 1,
  draft_version: 0,
  draft: null,
  is_newer: false,
  permissions: PERMISSIONS,
  document: emptyDocument(),
};
let stop: () => void;

beforeEach(() => {
  stop = listen();
  vi.spyOn(api, "get").mockImplementation(async (path: string) => {
    if (path === "/api/dashboards/1") return DASHBOARD as never;
    if (path === "/api/dashboards/1/data") return { widgets: {}, variables: [], paths: {} } as never;
    if (path === "/api/dashboards/1/changes") return { changes: [] } as never;
    return { items: [], total: 0 } as never;
  });
});
afterEach(() => {
  stop();
  vi.restoreAllMocks();
});

async function openDesigner() {
  const router = createMemoryRouter([{ path: "/dashboards/:dashboardId", Component: DashboardPage }], {
    initialEntries: ["/dashboards/1?edit=1"],
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        {/* The frame's top bar, into which the page puts its tools. */}
        <div ref={useTopBar.getState().setActions} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  await screen.findByTestId("palette-value");
  return {
    person: userEvent.setup(),
    router,
    names: () => screen.queryAllByRole("heading", { level: 3 }).map((heading) => heading.textContent),
    widgets: () => within(screen.getByTestId("grid")).queryAllByRole("button", { name: /by \d+ cells/ }),
    saved: () => vi.mocked(api.put).mock.calls.at(-1),
  };
}

describe("designer", () => {
  it("adds a widget by a click and shows its form", async () => {
    const { person, widgets } = await openDesigner();
    await person.click(screen.getByTestId("palette-gauge"));
    expect(widgets()).toHaveLength(1);
    expect(within(screen.getByTestId("property-panel")).getByText("Gauge")).toBeInTheDocument();
  });

  it("shows a typed title at once and takes it back with one undo", async () => {
    const { person, names } = await openDesigner();
    await person.click(screen.getByTestId("palette-value"));
    await person.type(screen.getByTestId("param-title"), "Boiler temperature");
    expect(names()).toContain("Boiler temperature");
    await person.keyboard("{Escape}");
    await person.keyboard("{Control>}z{/Control}");
    expect(names()).not.toContain("Boiler temperature");
    await person.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
    expect(names()).toContain("Boiler temperature");
  });

  it("duplicates and deletes by keyboard", async () => {
    const { person, widgets } = await openDesigner();
    await person.click(screen.getByTestId("palette-value"));
    await person.keyboard("{Control>}d{/Control}");
    expect(widgets()).toHaveLength(2);
    await person.keyboard("{Control>}a{/Control}{Delete}");
    expect(widgets()).toHaveLength(0);
  });

  it("saves with the version it began with", async () => {
    const put = vi.spyOn(api, "put").mockResolvedValue({ version: 2, author: null, message: "", created_at: "" });
    const { person } = await openDesigner();
    await person.click(screen.getByTestId("palette-lamp"));
    await person.keyboard("{Control>}s{/Control}");
    await waitFor(() => expect(screen.getByTestId("save-state")).toHaveTextContent("Saved"));
    expect(put).toHaveBeenCalledExactlyOnceWith(
      "/api/dashboards/1/draft",
      expect.objectContaining({ base_version: 0 }),
    );
    await person.keyboard("{Control>}s{/Control}");
    expect(put).toHaveBeenCalledOnce();
  });

  it("saves one at a time: Done while a save is on its way waits for it", async () => {
    let answer = (_: unknown) => {};
    const put = vi
      .spyOn(api, "put")
      .mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)) as never)
      .mockResolvedValue({ version: 2 });
    const { person } = await openDesigner();
    await person.click(screen.getByTestId("palette-lamp"));
    await person.keyboard("{Control>}s{/Control}");
    await person.keyboard("{Control>}s{/Control}");
    expect(put).toHaveBeenCalledOnce();
    answer({ version: 1 });
    await waitFor(() => expect(screen.getByTestId("save-state")).toHaveTextContent("Saved"));
    expect(put).toHaveBeenCalledOnce();
  });

  describe("when somebody else was faster", () => {
    const detail = { error: {}, version: 5, author: "Otto", document: emptyDocument(), is_published: false };
    const conflicts = [{ key: "widget:w1", what: "widget", id: "w1", title: "Load", fields: ["title"] }];
    const refuseOnce = () =>
      vi
        .spyOn(api, "put")
        .mockRejectedValueOnce(new ApiError({ status: 409, code: "stale", message: "Stale", detail }))
        .mockResolvedValue({ version: 6 });
    const merging = (found: unknown[]) =>
      vi.spyOn(api, "post").mockImplementation(async (path: string) => {
        if (!path.endsWith("/merge")) return { widgets: {}, variables: [], paths: {} } as never;
        return { document: emptyDocument(), conflicts: found, theirs: [], result: [] } as never;
      });

    it("asks what both changed and saves what was chosen", async () => {
      const put = refuseOnce();
      const post = merging(conflicts);
      const { person } = await openDesigner();
      await person.click(screen.getByTestId("palette-lamp"));
      await person.click(screen.getByTestId("save-dashboard"));
      const choice = within(await screen.findByTestId("conflict-widget:w1"));
      await person.click(choice.getByText("Otto"));
      const asked = () => post.mock.calls.filter(([path]) => path.endsWith("/merge")).at(-1)?.[1];
      await waitFor(() => expect(asked()).toMatchObject({ choices: { "widget:w1": "theirs" } }));
      await person.click(screen.getByTestId("conflict-merge"));
      await waitFor(() => expect(put).toHaveBeenCalledTimes(2));
      expect(put.mock.calls[1]?.[1]).toMatchObject({ base_version: 5 });
    });

    it("takes nothing together before the answer to the last choice is here", async () => {
      const put = refuseOnce();
      const named = (title: string) => ({ ...emptyDocument(), pages: [{ id: "p1", title }] });
      let answer = () => {};
      vi.spyOn(api, "post").mockImplementation(async (path: string, body?: unknown) => {
        if (!path.endsWith("/merge")) return { widgets: {}, variables: [], paths: {} } as never;
        const { choices } = body as { choices: Record<string, string> };
        const isTheirs = choices["widget:w1"] === "theirs";
        if (isTheirs) await new Promise<void>((resolve) => (answer = resolve));
        return { document: named(isTheirs ? "Theirs" : "Mine"), conflicts, theirs: [], result: [] } as never;
      });
      const { person } = await openDesigner();
      await person.click(screen.getByTestId("palette-lamp"));
      await person.click(screen.getByTestId("save-dashboard"));
      await person.click(within(await screen.findByTestId("conflict-widget:w1")).getByText("Otto"));
      await waitFor(() => expect(screen.getByTestId("conflict-merge")).toBeDisabled());
      answer();
      await waitFor(() => expect(screen.getByTestId("conflict-merge")).toBeEnabled());
      await person.click(screen.getByTestId("conflict-merge"));
      await waitFor(() => expect(put).toHaveBeenCalledTimes(2));
      expect(put.mock.calls[1]?.[1]).toMatchObject({ document: { pages: [{ title: "Theirs" }] } });
    });

    it("saves over them only when told so", async () => {
      const put = refuseOnce();
      merging(conflicts);
      const { person } = await openDesigner();
      await person.click(screen.getByTestId("palette-lamp"));
      await person.click(screen.getByTestId("save-dashboard"));
      await person.click(await screen.findByTestId("conflict-overwrite"));
      await waitFor(() => expect(put).toHaveBeenCalledTimes(2));
      expect(put.mock.calls[1]?.[1]).toMatchObject({ base_version: 5 });
    });

    it("keeps what was changed while the server took both together", async () => {
      const put = refuseOnce();
      const answers: (() => void)[] = [];
      vi.spyOn(api, "post").mockImplementation(async (path: string, body?: unknown) => {
        if (!path.endsWith("/merge")) return { widgets: {}, variables: [], paths: {} } as never;
        await new Promise<void>((resolve) => answers.push(resolve));
        return { document: (body as { mine: unknown }).mine, conflicts: [], theirs: [], result: [] } as never;
      });
      const { person, widgets } = await openDesigner();
      await person.click(screen.getByTestId("palette-lamp"));
      await person.click(screen.getByTestId("save-dashboard"));
      await waitFor(() => expect(answers).toHaveLength(1));
      await person.click(screen.getByTestId("palette-lamp"));
      answers[0]?.();
      await waitFor(() => expect(answers).toHaveLength(2));
      answers[1]?.();
      await waitFor(() => expect(put).toHaveBeenCalledTimes(2));
      expect(widgets()).toHaveLength(2);
      expect(put.mock.calls[1]?.[1]).toMatchObject({ document: { widgets: { w1: {}, w2: {} } } });
    });

    it("takes both together once, however often the button is clicked", async () => {
      const put = refuseOnce().mockImplementation(() => new Promise(() => undefined));
      merging(conflicts);
      const { person } = await openDesigner();
      await person.click(screen.getByTestId("palette-lamp"));
      await person.click(screen.getByTestId("save-dashboard"));
      await screen.findByTestId("conflict-widget:w1");
      await person.dblClick(screen.getByTestId("conflict-merge"));
      expect(put).toHaveBeenCalledTimes(2);
    });

    it("makes one copy, however often the button is clicked", async () => {
      refuseOnce();
      const post = merging(conflicts);
      const { person } = await openDesigner();
      await person.click(screen.getByTestId("palette-lamp"));
      await person.click(screen.getByTestId("save-dashboard"));
      await screen.findByTestId("conflict-widget:w1");
      post.mockImplementation(() => new Promise(() => undefined));
      await person.dblClick(screen.getByTestId("conflict-copy"));
      expect(post.mock.calls.filter(([path]) => path === "/api/dashboards")).toHaveLength(1);
    });

    it("says why the other's document did not come", async () => {
      refuseOnce();
      merging(conflicts);
      const said = vi.spyOn(notifications, "show");
      const { person } = await openDesigner();
      await person.click(screen.getByTestId("palette-lamp"));
      await person.click(screen.getByTestId("save-dashboard"));
      await screen.findByTestId("conflict-widget:w1");
      vi.mocked(api.get).mockRejectedValue(new ApiError({ status: 403, code: "forbidden", message: "Not yours." }));
      await person.click(screen.getByTestId("conflict-reload"));
      await waitFor(() => expect(said).toHaveBeenCalledWith(expect.objectContaining({ message: "Not yours." })));
    });

    it("asks nothing where both changed different things", async () => {
      const put = refuseOnce();
      merging([]);
      const { person } = await openDesigner();
      await person.click(screen.getByTestId("palette-lamp"));
      await person.click(screen.getByTestId("save-dashboard"));
      await waitFor(() => expect(put).toHaveBeenCalledTimes(2));
      expect(screen.queryByTestId("conflict-merge")).not.toBeInTheDocument();
    });
  });

  it("publishes with a word on what is new", async () => {
    vi.spyOn(api, "put").mockResolvedValue({ version: 1 });
    const answers = { version: 2, draft_version: 2, widgets: {}, variables: [], paths: {} };
    const post = vi.spyOn(api, "post").mockResolvedValue(answers);
    const { person } = await openDesigner();
    await person.click(screen.getByTestId("palette-lamp"));
    await person.click(screen.getByTestId("publish-dashboard"));
    await person.type(await screen.findByTestId("publish-message"), "A lamp");
    await person.click(screen.getByTestId("confirm-publish"));
    await waitFor(() =>
      expect(post).toHaveBeenCalledWith("/api/dashboards/1/publish", { base_version: 1, message: "A lamp" }),
    );
  });

  it("keeps the draft with what was changed while it was being saved", async () => {
    let answer = (_: unknown) => {};
    const put = vi
      .spyOn(api, "put")
      .mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)) as never)
      .mockResolvedValue({ version: 2 });
    const { person } = await openDesigner();
    await person.click(screen.getByTestId("palette-lamp"));
    await person.click(screen.getByTestId("done-editing"));
    await person.click(screen.getByTestId("palette-lamp"));
    answer({ version: 1 });
    await person.click(await screen.findByTestId("keep-draft"));
    await waitFor(() => expect(screen.queryByTestId("palette-lamp")).not.toBeInTheDocument());
    expect(put.mock.calls[1]?.[1]).toMatchObject({ document: { widgets: { w1: {}, w2: {} } } });
    expect(screen.queryByTestId("keep-draft")).not.toBeInTheDocument();
  });

  it("asks before it is left for the same dashboard as others see it", async () => {
    const { person, router } = await openDesigner();
    await person.click(screen.getByTestId("palette-lamp"));
    await act(() => router.navigate("/dashboards/1"));
    expect(useQuestion.getState().question).not.toBeNull();
    expect(screen.getByTestId("palette-lamp")).toBeInTheDocument();
    act(() => useQuestion.getState().answer(false));
  });

  it("makes, names and removes a page", async () => {
    const { person } = await openDesigner();
    await person.click(screen.getByTestId("add-page"));
    await person.keyboard("Details{Enter}");
    expect(screen.getByRole("button", { name: "Details" })).toHaveAttribute("aria-current", "page");
    await person.click(screen.getByTestId("page-menu"));
    await person.click(await screen.findByRole("menuitem", { name: "Delete page" }));
    expect(screen.queryByRole("button", { name: "Details" })).not.toBeInTheDocument();
  });

  it("takes a step back before one's eyes: on the page and with the widget that it changes", async () => {
    const { person } = await openDesigner();
    await person.click(screen.getByTestId("add-page"));
    await person.keyboard("Details{Enter}");
    await person.click(screen.getByTestId("page-p1"));
    await person.click(screen.getByTestId("palette-value"));
    await person.type(screen.getByTestId("param-title"), "Inlet");
    await person.click(screen.getByTestId("page-p2"));
    expect(screen.queryByTestId("param-title")).not.toBeInTheDocument();
    await person.keyboard("{Control>}z{/Control}");
    expect(screen.getByTestId("page-p1")).toHaveAttribute("aria-current", "page");
    expect(screen.getByTestId("param-title")).toHaveValue("");
  });

  it("shows the range again that it opens with when a step takes it back", async () => {
    const { person } = await openDesigner();
    const range = await screen.findByTestId("time-range", {}, { timeout: 5000 });
    const before = range.textContent;
    await person.click(range);
    await person.click(await screen.findByRole("button", { name: "Last 6 hours" }));
    expect(range).not.toHaveTextContent(before);
    await person.keyboard("{Control>}z{/Control}");
    expect(range).toHaveTextContent(before);
  });

  it("changes several widgets of one type in one step", async () => {
    const { person } = await openDesigner();
    await person.click(screen.getByTestId("palette-value"));
    await person.click(screen.getByTestId("palette-value"));
    await person.keyboard("{Escape}{Control>}a{/Control}");
    expect(screen.getByTestId("property-panel")).toHaveTextContent("2 × Value");
    vi.spyOn(api, "put").mockResolvedValue({ version: 2, author: null, message: "", created_at: "" });
    await person.click(screen.getByTestId("param-showAge"));
    await person.click(screen.getByTestId("save-dashboard"));
    const options = () => {
      const [, body] = vi.mocked(api.put).mock.calls.at(-1) ?? [];
      const { document } = body as { document: { widgets: Record<string, { options: unknown }> } }; // what the page saves
      return Object.values(document.widgets).map((widget) => widget.options);
    };
    expect(options()).toEqual([{ showAge: false }, { showAge: false }]);
    await person.click(screen.getByRole("button", { name: "Set Show the age back to its default" }));
    await person.click(screen.getByTestId("save-dashboard"));
    expect(options()).toEqual([{}, {}]);
  });

  it("is worked by keyboard alone and says what happens", async () => {
    const { person, widgets } = await openDesigner();
    screen.getByTestId("palette-value").focus();
    await person.keyboard("{Enter}");
    await person.keyboard("{F6}");
    expect(screen.getByTestId("select-w1")).toHaveFocus();
    await person.keyboard("{ArrowRight}{ArrowRight}");
    expect(screen.getByTestId("announcer")).toHaveTextContent("Column 3, row 1");
    await person.keyboard("{Shift>}{ArrowDown}{/Shift}");
    expect(widgets()[0]).toHaveAccessibleName(/by 5 cells/);
    await person.keyboard("l{ArrowRight}{Delete}");
    expect(screen.getByTestId("announcer")).toHaveTextContent("Locked widgets stay");
    expect(widgets()[0]).toHaveAccessibleName(/locked/);
    await person.keyboard("{Enter}");
    await waitFor(() => expect(screen.getByTestId("param-title")).toHaveFocus());
    await person.keyboard("{Escape}");
    expect(screen.getByTestId("select-w1")).toHaveFocus();
  });

  it("keeps the focus with a metric that was chosen by keyboard", async () => {
    const { person } = await openDesigner();
    const metric = { id: 5, device: "Boiler", path: "flow", unit: "", data_type: "double" };
    fakeServer(({ path }) => ({
      json: path === "/api/metrics" ? { items: [metric] } : { widgets: {}, variables: [], paths: {}, items: [] },
    }));
    await person.click(screen.getByTestId("palette-value"));
    within(screen.getByTestId("bind-metric")).getByRole("textbox").focus();
    await person.keyboard("flow");
    await screen.findByRole("option", { name: /Boiler · flow/ });
    await person.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(screen.getByDisplayValue("Boiler · flow")).toHaveFocus());
    expect(screen.queryByTestId("bind-metric")).not.toBeInTheDocument();
    await person.keyboard("{Escape}");
    expect(screen.getByTestId("select-w1")).toHaveFocus();
  });

  it("takes a group as one and lets one out of it by a second click", async () => {
    const { person } = await openDesigner();
    const click = (id: string, more = {}) => fireEvent.click(screen.getByTestId(id), more);
    for (const _ of [1, 2, 3]) click("palette-lamp");
    click("select-w1");
    click("select-w2", { shiftKey: true });
    await person.keyboard("{Control>}g{/Control}");
    click("select-w3");
    click("select-w1");
    expect(screen.getByTestId("property-panel")).toHaveTextContent("2 × Lamp");
    click("select-w1");
    expect(screen.getByTestId("property-panel")).not.toHaveTextContent("2 × Lamp");
  });

  it("keeps the form of a widget open when the phone's layout is looked at", async () => {
    await openDesigner();
    fireEvent.click(screen.getByTestId("palette-lamp"));
    fireEvent.click(screen.getByRole("radio", { name: "Phone layout" }));
    expect(screen.getByTestId("place-w")).toHaveValue("6");
    fireEvent.change(screen.getByTestId("place-w"), { target: { value: "3" } });
    expect(screen.getByTestId("select-w1")).toHaveAccessibleName(/3 by/);
  });
});
