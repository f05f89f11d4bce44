import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { useEffect, useRef } from "react";
import classes from "./code.module.css";
import { highlighting } from "./highlighting";
import { type CodeLanguage, type Names, supportOf } from "./languages";
import { diagnosticsIn, type Mark } from "./marks";

export interface CodeEditorProps {
  value: string;
  onChange: (value: string) => void;
  language: CodeLanguage;
  /** What is wrong, and where: underlined, and dotted beside the line. */
  marks?: readonly Mark[];
  /** What the surroundings offer for completion. */
  names?: Names;
  label: string;
  isReadOnly?: boolean;
  /** In a dialog Tab indents and the editor fills its place; elsewhere Tab goes on to the next field. */
  isWide?: boolean;
  maxLength?: number | undefined;
  testId?: string;
}

const NO_MARKS: readonly Mark[] = [];

/** Text with colours, line numbers, completion and marks. Loaded when it is first needed: see `LazyCodeEditor`. */
export function CodeEditor({ value, language, marks = NO_MARKS, names, isReadOnly = false, ...rest }: CodeEditorProps) {
  const { onChange, label, isWide = false, maxLength, testId } = rest;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  // Read by the editor when it needs them; a new one is not made for them.
  const latest = useRef({ onChange, names, value, isReadOnly });
  latest.current = { onChange, names, value, isReadOnly };
  const locked = useRef(new Compartment());
  // What was typed here and has not come back as a value yet.
  const echoes = useRef(new Set<string>());

  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          basics(isWide),
          supportOf(language, () => latest.current.names),
          locked.current.of(readOnly(latest.current.isReadOnly)),
          EditorView.contentAttributes.of({ "aria-label": label, ...(testId ? { "data-testid": testId } : {}) }),
          limit(maxLength),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            const text = update.state.doc.toString();
            if (text === latest.current.value) return;
            echoes.current.add(text);
            latest.current.onChange(text);
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [language, isWide, label, maxLength, testId]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const isOwn = echoes.current.delete(value);
    if (editor.state.doc.toString() === value) echoes.current.clear();
    // A value that comes back late must not take away what was typed since.
    else if (!isOwn)
      // From elsewhere: an undo, or somebody else's change.
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: locked.current.reconfigure(readOnly(isReadOnly)) });
  }, [isReadOnly]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnosticsIn(editor.state.doc, marks)));
  }, [marks]);

  return <div ref={host} className={isWide ? classes.wide : classes.inline} />;
}

function basics(isWide: boolean): Extension {
  return [
    lineNumbers(),
    isWide ? foldGutter() : [],
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    highlighting,
    isWide ? [] : EditorView.lineWrapping,
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...(isWide ? [indentWithTab] : [{ key: "Escape", run: leave }]),
      ...defaultKeymap,
    ]),
  ];
}

/** Esc gives the keyboard back to the page. */
function leave(editor: EditorView): boolean {
  editor.contentDOM.blur();
  return true;
}

function readOnly(isReadOnly: boolean): Extension {
  return [EditorState.readOnly.of(isReadOnly), EditorView.editable.of(!isReadOnly)];
}

function limit(maxLength: number | undefined): Extension {
  if (maxLength === undefined) return [];
  return EditorState.changeFilter.of(
    (transaction) =>
      transaction.newDoc.length <= maxLength || transaction.newDoc.length <= transaction.startState.doc.length,
  );
}
