import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { show } from "@/testing/render";
import { emptyDocument } from "../document/dashboardDocument";
import { createDashboardEditor } from "../editor/dashboardEditor";
import { EditorContext } from "../editor/EditorContext";
import { VariablesDrawer } from "./VariablesDrawer";

it("keeps the choices that were written when Escape closes the drawer", async () => {
  const variables = [{ name: "shift", kind: "list", label: "Shift", default: null, choices: [] }];
  const editor = createDashboardEditor({ ...emptyDocument(), variables }, 1);
  show(
    <EditorContext value={editor}>
      <VariablesDrawer close={() => undefined} />
    </EditorContext>,
  );
  await userEvent.type(await screen.findByLabelText("Choices"), "a = Early{Enter}b = Late{Escape}");
  expect(editor.getState().document.variables).toMatchObject([
    {
      choices: [
        { value: "a", label: "Early" },
        { value: "b", label: "Late" },
      ],
    },
  ]);
  expect(screen.getByLabelText("Choices")).toHaveValue("a = Early\nb = Late");
});
