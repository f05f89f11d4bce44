import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { CodeEditorProps } from "./CodeEditor";

const CodeEditor = lazy(async () => ({ default: (await import("./CodeEditor")).CodeEditor }));

/** The code editor as the rest of the page uses it; its library comes over the line with the first one that is shown. */
export function LazyCodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<Skeleton h={props.isWide ? "100%" : 120} />}>
      <CodeEditor {...props} />
    </Suspense>
  );
}
