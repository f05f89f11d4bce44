import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { vi } from "vitest";
import { ConfirmDialog } from "@/shared/ui/ConfirmDialog";
import { ClockProvider, stoppedClock } from "../data/clock";
import { type PageRequest, PageRequestContext } from "../data/pageRequest";
import { sampleSource } from "../data/sampleSource";
import type { Source } from "../data/source";
import type { Rule } from "../document/dashboardDocument";
import { PublicPlaceContext } from "../public/publicPlace";
import { ResolutionContext } from "../variables/ResolutionContext";
import type { VariableState } from "../variables/variables";
import { readParams } from "./params";
import { widgetKind } from "./registry";
import type { ControlDoor, PageDoor } from "./widget";

export const NOW = Date.parse("2026-03-01T12:00:00Z");

interface Options {
  options?: Record<string, unknown>;
  rules?: Rule[];
  control?: ControlDoor | null;
  page?: PageDoor | null;
  title?: string;
  /** What the dashboard's variables stand for. */
  variables?: VariableState[];
  /** The open page; null on paper. */
  request?: PageRequest | null;
  /** Shown to whoever has a link. */
  isPublic?: boolean;
}

/** Draws a widget from given data, as a report does: no socket, no server, a clock that stands still. */
export function renderWidget(
  type: string,
  sources: Source[],
  {
    options = {},
    rules = [],
    control = null,
    page = null,
    title = "Title",
    variables = [],
    request = null,
    isPublic = false,
  }: Options = {},
) {
  const kind = widgetKind(type);
  if (!kind) throw new Error(`There is no widget ${type}.`);
  const { component: Component } = kind;
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <MemoryRouter>
          <PageRequestContext.Provider value={request}>
            <ResolutionContext.Provider value={{ variables, paths: {} }}>
              <ClockProvider clock={stoppedClock(NOW)}>
                <PublicPlaceContext value={isPublic ? { token: "secret", grant: "", given: {} } : null}>
                  <Component
                    title={title}
                    params={readParams(kind.params, options)}
                    rules={rules}
                    sources={sources}
                    range={{ from: "now-1m", to: "now" }}
                    control={control}
                    page={page}
                    zoom={null}
                  />
                </PublicPlaceContext>
              </ClockProvider>
            </ResolutionContext.Provider>
          </PageRequestContext.Provider>
        </MemoryRouter>
        <ConfirmDialog />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

/** A control that may be used, and the spy that hears what it sends. */
export function openDoor(door: Partial<ControlDoor> = {}) {
  const send = vi.fn<ControlDoor["send"]>(async () => null);
  return { send, control: { refusal: null, send, command: null, isSending: false, error: null, ...door } };
}

/** The page around a widget, and the spies that hear what it does to it. */
export function openPage(door: Partial<PageDoor> = {}) {
  const say = vi.fn<PageDoor["say"]>();
  const setVariable = vi.fn<PageDoor["setVariable"]>();
  const page: PageDoor = { link: null, said: () => null, variable: () => "", say, setVariable, ...door };
  return { page, say, setVariable };
}

/** A command of a device's type, as the server describes it. */
export function dose(fixed: Record<string, unknown> = {}): Source {
  const source = sampleSource({ topic: "c:4:dose", path: "Dose", deviceId: 4, metricId: null, isWritable: true }, null);
  const bare = { title: "", unit: "", required: false, default: null, low: null, high: null, choices: [] };
  const command = {
    name: "dose",
    title: "Dose",
    confirmation: "",
    fixed,
    parameters: [
      { ...bare, name: "volume", type: "double" as const, required: true, low: 0, high: 5 },
      { ...bare, name: "mode", type: "string" as const, choices: ["slow", "fast"], default: "slow" },
    ],
  };
  return { ...source, info: { ...source.info, dataType: "json", command }, label: "Dose" };
}
