import { useQuery } from "@tanstack/react-query";
import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { show } from "@/testing/render";
import { MetricTemplates } from "./MetricTemplates";
import { deviceTypeQuery } from "./queries";

interface Row {
  path: string;
}

const row = (path: string, id: number) => ({
  id,
  path,
  unit: "",
  data_type: "double",
  expected_interval_s: null,
  low: null,
  high: null,
  is_writable: false,
});
const TYPE = { id: 1, name: "Pump", commands: [], metrics: ["flow", "load", "speed"].map(row) };
const answers: (() => void)[] = [];
const sent = (): string[][] =>
  vi.mocked(api.patch).mock.calls.map(([, body]) => (body as { metrics: Row[] }).metrics.map(({ path }) => path));
const answer = () => act(async () => answers.shift()?.());
const remove = (path: string) => userEvent.click(screen.getByRole("button", { name: `Remove ${path}` }));

function Page() {
  const { data } = useQuery(deviceTypeQuery(1));
  return data ? <MetricTemplates type={data} canEdit /> : null;
}

beforeEach(async () => {
  answers.length = 0;
  vi.spyOn(api, "get").mockResolvedValue(TYPE);
  vi.spyOn(api, "patch").mockImplementation(
    (_, body) => new Promise((resolve) => answers.push(() => resolve({ ...TYPE, ...(body as object) }))) as never,
  );
  show(<Page />);
  await screen.findByText("flow");
});
afterEach(() => vi.restoreAllMocks());

it("deletes both of two metrics, however quickly one after the other", async () => {
  await remove("flow");
  await remove("load");
  await answer();
  await answer();
  expect(sent()).toEqual([["load", "speed"], ["speed"]]);
});

it("brings back only what was deleted in that step", async () => {
  await remove("flow");
  await answer();
  await remove("load");
  await answer();
  await userEvent.click(screen.getAllByRole("button", { name: "Undo" })[0] as HTMLElement); // the older of two
  expect(sent().at(-1)?.toSorted()).toEqual(["flow", "speed"]);
});
