import { lazy, Suspense } from "react";

const Rendered = lazy(async () => ({ default: (await import("./RenderedMarkdown")).RenderedMarkdown }));

/** Markdown that people wrote. Until its reader has come, and where it cannot come, the text stands there as it was typed. */
export function SafeMarkdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<span style={{ whiteSpace: "pre-wrap" }}>{text}</span>}>
      <Rendered text={text} />
    </Suspense>
  );
}
