import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { CanvasProvider } from "../canvas/CanvasProvider";
import { EditorProvider, type OpenEditor } from "../EditorContext";
import { createEditorStore } from "../editorStore";
import type { Catalogue } from "../graph/catalogue";
import { EMPTY_DOCUMENT, type FlowDocument } from "../graph/document";
import { createActivityStore } from "../runs/activityStore";
import { createViewStore } from "../viewStore";
import { CATALOGUE } from "./flow";

interface Options {
  document?: FlowDocument;
  catalogue?: Catalogue;
  isReadOnly?: boolean;
  subflowId?: number;
}

/** Parts of the editor around a document, as the page puts them together, without server and canvas. */
export function openEditor(
  parts: ReactNode,
  { document = EMPTY_DOCUMENT, catalogue = CATALOGUE, isReadOnly, subflowId }: Options = {},
) {
  const store = createEditorStore({ catalogue, document, isReadOnly });
  const editor: OpenEditor = { flowId: 7, subflowId, store, view: createViewStore(), activity: createActivityStore() };
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <EditorProvider editor={editor}>
          <CanvasProvider>{parts}</CanvasProvider>
        </EditorProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...editor, document: () => store.getState().scene.document };
}
