import { Button, type ButtonProps } from "@mantine/core";
import type { CSSProperties, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./HoldButton.module.css";
import { useHold } from "./useHold";

interface HoldButtonProps
  extends Pick<ButtonProps, "disabled" | "fullWidth" | "size" | "color" | "variant" | "leftSection" | "className"> {
  hold_ms: number;
  run: () => void;
  children: ReactNode;
  isBusy?: boolean;
  "data-testid"?: string;
}

/** A button that, where the designer wants it, fills up while it is held and acts when it is full. */
export function HoldButton({ hold_ms, run, children, isBusy = false, className, ...button }: HoldButtonProps) {
  const { t } = useTranslation("dashboards");
  const hold = useHold(hold_ms, run);
  const seconds = hold_ms / 1000;
  return (
    <Button
      {...button}
      {...hold.props}
      className={`${classes.button} ${className ?? ""}`}
      aria-busy={isBusy}
      aria-description={hold_ms > 0 ? t("command.hold", { seconds }) : undefined}
      title={hold_ms > 0 ? t("command.hold", { seconds }) : undefined}
      data-hold={hold_ms > 0 || undefined}
      data-holding={hold.isHolding || undefined}
      style={{ "--hold": `${hold_ms}ms` } as CSSProperties}
    >
      {children}
    </Button>
  );
}
