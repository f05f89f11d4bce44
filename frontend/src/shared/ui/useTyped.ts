import { useEffect, useRef, useState } from "react";

/** Text that is typed here and becomes the value of a page that may get to know of it late, as from its address or a server. */
export function useTyped(value: string) {
  const [text, setText] = useState(value);
  const typed = useRef(text);
  typed.current = text;
  // What was told and has not come back as the value yet.
  const echoes = useRef(new Set<string>());
  useEffect(() => {
    const isOwn = echoes.current.delete(value);
    if (typed.current === value) echoes.current.clear();
    // A word that comes back late must not take away what was typed since.
    else if (!isOwn) setText(value);
  }, [value]);
  /** To be called with what the page is told. */
  const told = (word: string) => void echoes.current.add(word);
  return { text, setText, told };
}
