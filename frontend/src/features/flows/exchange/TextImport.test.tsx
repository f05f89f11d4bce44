import { act, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { show } from "@/testing/render";
import { EMPTY_DOCUMENT } from "../graph/document";
import type { ReadText } from "./queries";
import { TextImport } from "./TextImport";

const answers = new Map<string, (read: ReadText) => void>();
const readOf = (name: string): ReadText => ({
  kind: "flow",
  name,
  description: "",
  document: EMPTY_DOCUMENT,
  problems: [],
});

function Page() {
  const [read, setRead] = useState<ReadText | null>(null);
  return <TextImport read={read} setRead={setRead} />;
}

const write = (value: string) => fireEvent.change(screen.getByTestId("import-text"), { target: { value } });
const answer = (name: string) => act(async () => answers.get(name)?.(readOf(name)));

beforeEach(() => {
  vi.spyOn(api, "post").mockImplementation((_, body) => {
    const { text } = body as { text: string };
    return new Promise((resolve) => answers.set(text, resolve as (read: ReadText) => void)) as never;
  });
  show(<Page />);
});
afterEach(() => vi.restoreAllMocks());

it("takes the text that stands there, whichever answer comes last", async () => {
  await act(async () => write("first"));
  await act(async () => write("second"));
  await answer("second");
  await answer("first");
  expect(screen.getByTestId("import-read")).toHaveTextContent("second");
});

it("takes nothing once the text is gone", async () => {
  await act(async () => write("first"));
  await act(async () => write(""));
  await answer("first");
  expect(screen.queryByTestId("import-read")).not.toBeInTheDocument();
});
