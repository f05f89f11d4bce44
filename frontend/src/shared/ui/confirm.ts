import { create } from "zustand";

export interface Question {
  title: string;
  text: string;
  /** Verb on the button. */
  action: string;
  isDangerous?: boolean;
  /** Must be typed before the button works, for what can never be undone. */
  typed?: string;
}

interface Asking {
  question: Question | null;
  answer: (agreed: boolean) => void;
}

export const useQuestion = create<Asking>(() => ({ question: null, answer: () => {} }));

/** `if (await confirm({...}))` — only for what cannot be undone; the rest offers undo. */
export function confirm(question: Question): Promise<boolean> {
  useQuestion.getState().answer(false);
  return new Promise((resolve) => {
    useQuestion.setState({
      question,
      answer: (agreed) => {
        useQuestion.setState({ question: null, answer: () => {} });
        resolve(agreed);
      },
    });
  });
}
