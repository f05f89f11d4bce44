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
  /** What the button that confirms says; the value's words where they are what is done, as a button's are. */
  act?: (words: string) => string;
  /** What else goes along, for whoever is asked. */
  tell?: (value: SentValue) => string;
}

interface Asked {
  value: SentValue;
  taken: (() => void) | undefined;
}

/**
 * The one way from a control to the server: asks what the designer wants asked, then sends. `taken` is called once the
 * server has it: what somebody typed stays until then.
 */
export function useGate({ control, safety, say, act = (words) => words, tell }: Gate): {
  ask: (value: SentValue, taken?: () => void) => void;
  dialog: ReactNode;
} {
  const [asked, setAsked] = useState<Asked | null>(null);
  const send = async (door: ControlDoor, { value, taken }: Asked, proof?: { pin: string }) => {
    const error = await door.send(value, ...(proof ? [proof] : []));
    if (!error) taken?.();
    return error;
  };
  const ask = (value: SentValue, taken?: () => void) => {
    if (!control || control.refusal !== null) return;
    if (isGuarded(safety)) setAsked({ value, taken });
    else void send(control, { value, taken });
  };
  const dialog = asked && control && (
    <SendDialog
      closed={control.refusal}
      send={(proof) => send(control, asked, proof)}
      safety={safety}
      words={say(asked.value)}
      action={act(say(asked.value))}
      details={tell?.(asked.value)}
      close={() => setAsked(null)}
    />
  );
  return { ask, dialog };
}
