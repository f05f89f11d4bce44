import { createContext, useContext } from "react";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type AlarmMark = Schemas["AlarmMarkOut"];
export type Annotation = Schemas["AnnotationOut"];

/** What charts mark on their time axis. */
export interface Marks {
  alarms: readonly AlarmMark[];
  annotations: readonly Annotation[];
}

/** What may be done with annotations. Printed pages and examples have none of it. */
export interface NotesDoor {
  add(at_ms: number, until_ms?: number): void;
  open(annotation: Annotation): void;
}

export const NO_MARKS: Marks = { alarms: [], annotations: [] };
export const MarksContext = createContext<Marks>(NO_MARKS);
/** Null where nobody may write: for viewers, on paper, in the palette. */
export const NotesContext = createContext<NotesDoor | null>(null);

export const useMarks = () => useContext(MarksContext);
export const useNotes = () => useContext(NotesContext);
