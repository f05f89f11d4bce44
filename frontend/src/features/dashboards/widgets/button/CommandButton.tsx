import { Button } from "@mantine/core";
import { askFirst } from "../../controls/askFirst";
import { CommandState } from "../../controls/CommandState";
import { isPending } from "../../controls/commandState";
import { formatValue } from "../../data/format";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import classes from "./CommandButton.module.css";
import type { fields } from "./index";

export function CommandButton({ params, control }: WidgetProps<ParamsOf<typeof fields>>) {
  const isWaiting = control?.command ? isPending(control.command) : false;
  return (
    <>
      <div className={classes.place}>
        <Button
          fullWidth
          className={classes.button}
          disabled={!control || control.refusal !== null || control.isSending}
          aria-busy={isWaiting}
          onClick={() =>
            void askFirst({ text: params.confirmText, action: params.label, run: () => control?.send(params.value) })
          }
          data-testid="button-input"
        >
          {params.label}
        </Button>
      </div>
      <CommandState
        control={control}
        say={(value) => (value === params.value ? params.label : formatValue(value, 1))}
      />
    </>
  );
}
