import { type ReactNode, useState } from "react";
import type { SentValue } from "../widgets/params";
import type { ControlDoor } from "../widgets/widget";
import { SendDialog } from "./SendDialog";
import { isGuarded, type Safety } from "./safety";

interface Gate {
  control: ControlDoor | null;
  safety: Safety;
  /** The value in the control's words. */
  say: (value: SentValue) => string;
}

/** The one way from a control to the server: asks what the designer wants asked, then sends. */
export function useGate({ control, safety, say }: Gate): { ask: (value: SentValue) => void; dialog: ReactNode } {
  const [asked, setAsked] = useState<{ value: SentValue } | null>(null);
  const ask = (value: SentValue) => {
    if (!control || control.refusal !== null) return;
    if (isGuarded(safety)) setAsked({ value });
    else void control.send(value);
  };
  const dialog = asked && control && (
    <SendDialog
      control={control}
      safety={safety}
      value={asked.value}
      words={say(asked.value)}
      close={() => setAsked(null)}
    />
  );
  return { ask, dialog };
}
