import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ComponentProps } from "react";
import { expect, it } from "vitest";
import { flow } from "../testing/flow";
import { openEditor } from "../testing/openEditor";
import { NoteNode } from "./NoteNode";

const NOTE = { text: "", position: { x: 0, y: 0 }, width: 200, height: 100, color: "grey" as const };

it("keeps what is written also when the note leaves the screen before the field is left", async () => {
  const props = { id: "note:n1", data: { note: NOTE }, selected: true } as unknown as ComponentProps<typeof NoteNode>;
  const { view, document } = openEditor(<NoteNode {...props} />, { document: { ...flow({}), notes: { n1: NOTE } } });
  act(() => view.setState({ writing: "n1" }));
  await userEvent.type(screen.getByRole("textbox"), "Mind the pump");
  expect(document().notes?.n1?.text).toBe("Mind the pump");
});
