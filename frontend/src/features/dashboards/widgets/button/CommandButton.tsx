import { CommandState } from "../../controls/CommandState";
import { isPending } from "../../controls/commandState";
import { HoldButton } from "../../controls/HoldButton";
import { useGate } from "../../controls/useGate";
import { formatValue } from "../../data/format";
import { isSame } from "../common";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./CommandButton.module.css";
import type { fields } from "./index";

const COLORS = { accent: undefined, neutral: "gray", danger: "red" } as const;

export function CommandButton({ params, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const isWaiting = control?.command ? isPending(control.command) : false;
  const gate = useGate({ control, safety: params, say: () => params.label });
  return (
    <>
      <div className={classes.place}>
        <HoldButton
          fullWidth
          className={classes.button}
          hold_ms={params.holdMs}
          color={COLORS[params.color]}
          variant={params.color === "neutral" ? "default" : "filled"}
          disabled={!control || control.refusal !== null || control.isSending}
          isBusy={isWaiting}
          run={() => gate.ask(params.value)}
          data-testid="button-input"
        >
          {params.label}
        </HoldButton>
      </div>
      <CommandState
        control={control}
        say={(value) => (isSame(value, params.value) ? params.label : formatValue(value, 1))}
      />
      {gate.dialog}
    </>
  );
}
