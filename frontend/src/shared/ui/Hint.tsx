import { Tooltip, type TooltipProps } from "@mantine/core";
import { cloneElement, type FocusEvent, type PointerEvent, type ReactElement, useEffect, useState } from "react";

interface Handlers {
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void;
  onPointerLeave?: () => void;
  onFocus?: (event: FocusEvent<HTMLElement>) => void;
  onBlur?: () => void;
}

interface HintProps extends Pick<TooltipProps, "position"> {
  /** Also the name that its child has for screen readers. */
  label: string;
  children: ReactElement<Handlers>;
}

/** Who only passes over with the mouse is not told anything. */
const OPENS_AFTER_MS = 350;

/**
 * A tooltip that costs nothing until somebody asks for it. Mantine's own renders a dozen hooks and a portal for each icon, which
 * is a good part of what a page has to do before it stands.
 */
export function Hint({ label, position, children }: HintProps) {
  const [at, setAt] = useState<HTMLElement | null>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!at) return;
    const timer = setTimeout(() => setOpen(true), OPENS_AFTER_MS);
    const close = (event: KeyboardEvent) => event.key === "Escape" && setOpen(false);
    window.addEventListener("keydown", close);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("keydown", close);
      setOpen(false);
    };
  }, [at]);
  const away = () => setAt(null);
  return (
    <>
      {cloneElement(children, {
        onPointerEnter: ({ pointerType, currentTarget }) => pointerType === "mouse" && setAt(currentTarget),
        onPointerLeave: away,
        onFocus: ({ target, currentTarget }) => target.matches(":focus-visible") && setAt(currentTarget),
        onBlur: away,
      })}
      {at && <Tooltip target={at} label={label} position={position} opened={isOpen} />}
    </>
  );
}
