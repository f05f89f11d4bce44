import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { catalogueOf } from "../../graph/catalogue";
import { withPorts } from "../../graph/ports";
import { block, blockType, flow } from "../../testing/flow";
import { openEditor } from "../../testing/openEditor";
import { panel } from "./TestCallPanel";

const TOKEN = { ...block("outside.token", 0, 0, { url: "https://a.example/token" }) };
const REST = { ...block("outside.rest", 0, 0, { url: "https://a.example/#serial", outputs: [] }) };
const DOCUMENT = flow({ t1: TOKEN, r1: REST }, "t1.token>r1.token");
const port = (name: string, type = "any") => ({ name, title: name, type, required: true, help: "" });
const CATALOGUE = withPorts(
  catalogueOf([
    { ...blockType("outside.token", {}), ports: "params" as const },
    { ...blockType("outside.rest", {}), ports: "params" as const },
  ]),
  { r1: REST, t1: TOKEN },
  {
    r1: { inputs: [port("serial"), port("token"), port("request", "trigger")], outputs: [] },
    t1: { inputs: [port("renew", "trigger")], outputs: [port("token", "text")] },
  } as never,
);
const ANSWER = {
  error: null,
  code: null,
  request: { method: "GET", url: "https://a.example/7", headers: [], payload: "" },
  status: 200,
  reason: "OK",
  headers: [{ name: "content-type", value: "application/json" }],
  took_ms: 12.3,
  size: 40,
  redirects: 0,
  format: "json",
  data: { serial: "<img src=x onerror=alert(1)>", sensors: [{ value: 21.5 }] },
  tree: null,
  text: '{"serial": "…"}',
  is_cut: false,
  picks: [],
  token: null,
};
const asked: { type: string; values: Record<string, unknown> }[] = [];
let answers: Record<string, object> = {};

beforeEach(() => {
  asked.length = 0;
  answers = { "outside.rest": ANSWER, "outside.token": { ...ANSWER, data: {}, token: "sealed:gAAAA" } };
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body));
    asked.push(body);
    return new Response(JSON.stringify(answers[body.type]), { headers: { "Content-Type": "application/json" } });
  });
});
afterEach(() => vi.unstubAllGlobals());

const { Panel } = panel;
const open = (id = "r1") => openEditor(<Panel id={id} />, { document: DOCUMENT, catalogue: CATALOGUE });

describe("the test call", () => {
  it("obtains the token from the block before it, shows the answer, and makes outputs of what is clicked", async () => {
    const user = userEvent.setup();
    const { document } = open();
    await user.type(screen.getByTestId("sample-serial"), "007");
    await user.click(screen.getByTestId("test-call"));

    const tree = await screen.findByTestId("answer-tree");
    expect(asked.map(({ type }) => type)).toEqual(["outside.token", "outside.rest"]);
    expect(asked[1]?.values).toEqual({ serial: "007", token: "sealed:gAAAA" });
    expect(screen.getByTestId("call-status")).toHaveTextContent("200 OK");
    await user.click(within(tree).getByText("21.5"));
    expect(document().blocks.r1?.params.outputs).toEqual([
      { name: "value", path: "$.sensors[0].value", type: "number" },
    ]);
    await user.click(within(tree).getByText("21.5"));
    expect(document().blocks.r1?.params.outputs).toEqual([]);
  });

  it("works by keyboard alone", async () => {
    const user = userEvent.setup();
    const { document } = open();
    await user.click(screen.getByTestId("test-call"));
    const tree = await screen.findByTestId("answer-tree");
    within(tree).getAllByRole("treeitem")[0]?.focus();
    await user.keyboard("{ArrowDown}{ArrowDown}{ArrowRight}{ArrowRight}{Enter}");
    expect(document().blocks.r1?.params.outputs).toEqual([
      { name: "value", path: "$.sensors[0].value", type: "number" },
    ]);
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(within(tree).queryByText("21.5")).toBeNull();
  });

  it("shows markup in an answer as letters", async () => {
    const user = userEvent.setup();
    open();
    await user.click(screen.getByTestId("test-call"));
    const tree = await screen.findByTestId("answer-tree");
    expect(within(tree).getByText('"<img src=x onerror=alert(1)>"')).toBeInTheDocument();
    expect(tree.querySelector("img")).toBeNull();
  });

  it("says what failed outside and what to do", async () => {
    const user = userEvent.setup();
    answers["outside.rest"] = {
      ...ANSWER,
      status: null,
      data: null,
      error: "a.example cannot be reached.",
      code: "connection",
    };
    open();
    await user.click(screen.getByTestId("test-call"));
    expect(await screen.findByText(/cannot be reached/)).toBeInTheDocument();
    expect(screen.queryByTestId("answer-tree")).toBeNull();
  });

  it("takes over a command of curl in one step", async () => {
    const user = userEvent.setup();
    const { document, store } = open();
    await user.click(screen.getByRole("button", { name: /curl/i }));
    await user.click(await screen.findByTestId("curl-text"));
    await user.paste("curl -X DELETE https://b.example/x -H 'A: b'");
    await user.click(screen.getByTestId("curl-take"));
    await waitFor(() => expect(document().blocks.r1?.params.url).toBe("https://b.example/x"));
    expect(document().blocks.r1?.params.method).toBe("DELETE");
    store.getState().undo();
    expect(document().blocks.r1?.params.url).toBe("https://a.example/#serial");
  });

  it("sets the path of a token by a click", async () => {
    const user = userEvent.setup();
    answers["outside.token"] = { ...ANSWER, data: { id_token: "••••••", ttl: 60 } };
    const { document } = open("t1");
    await user.click(screen.getByTestId("test-call"));
    const tree = await screen.findByTestId("answer-tree");
    await user.click(within(tree).getByText("id_token"));
    await user.click(within(tree).getByText("ttl"));
    expect(document().blocks.t1?.params).toMatchObject({ token_path: "$.id_token", lifetime_path: "$.ttl" });
  });
});
