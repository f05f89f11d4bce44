import { autocompletion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { javascript, localCompletionSource } from "@codemirror/lang-javascript";
import { jinja } from "@codemirror/lang-jinja";
import { json } from "@codemirror/lang-json";
import { syntaxTree } from "@codemirror/language";
import type { Extension } from "@codemirror/state";

export type CodeLanguage = "javascript" | "json" | "jinja";

/** What may be typed: words, and members behind a word (`inputs.` -> its members). */
export interface Names {
  readonly words: readonly string[];
  readonly members: Readonly<Record<string, readonly string[]>>;
}

export function supportOf(language: CodeLanguage, names: () => Names | undefined): Extension {
  switch (language) {
    case "json":
      return json();
    case "jinja":
      return jinja();
    case "javascript": {
      const support = javascript();
      return [
        support,
        autocompletion({ override: [(context) => offered(context, names()), localCompletionSource], icons: false }),
      ];
    }
  }
}

/** Members of what stands before a dot, ports in the quotes of a call, else the words. */
export function offered(context: CompletionContext, names: Names | undefined): CompletionResult | null {
  if (!names) return null;
  const member = context.matchBefore(/\b[A-Za-z_$][\w$]*\.[\w$]*/);
  if (member) {
    const dot = member.text.indexOf(".");
    const members = names.members[member.text.slice(0, dot)];
    return members ? result(member.from + dot + 1, members, "property") : null;
  }
  const call = context.matchBefore(/\b[gs]etOutputValue\(\s*["'][\w$]*|\bgetInputValue\(\s*["'][\w$]*/);
  if (call) {
    const quote = call.text.search(/["']/);
    const side = call.text.startsWith("getInput") ? "inputs" : "outputs";
    return result(call.from + quote + 1, names.members[side] ?? [], "text");
  }
  const inside = syntaxTree(context.state).resolveInner(context.pos, -1).name;
  if (/String|Comment|RegExp|Property/.test(inside)) return null;
  const word = context.matchBefore(/[A-Za-z_$][\w$]*/);
  return word || context.explicit ? result(word?.from ?? context.pos, names.words, "variable") : null;
}

function result(from: number, labels: readonly string[], type: string): CompletionResult {
  return { from, options: labels.map((label) => ({ label, type })), validFor: /^[\w$]*$/ };
}
