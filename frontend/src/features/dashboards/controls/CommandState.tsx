import { Loader } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { SampleValue } from "@/shared/api/types";
import { shortTime } from "@/shared/time/format";
import { useNow } from "../data/clock";
import type { ControlDoor } from "../widgets/widget";
import classes from "./CommandState.module.css";
import { isFailure, isPending } from "./commandState";

/** How long a finished command stays in sight. */
const DONE_SHOWN_MS = 8000;

interface CommandStateProps {
  control: ControlDoor | null;
  /** The value a command carries, in the control's words. */
  say: (value: SampleValue) => string;
}

/** What became of the newest command, in words: requested value, step, and the reason when it failed. */
export function CommandState({ control, say }: CommandStateProps) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  if (!control) return <p className={classes.state} />;
  const { command, isSending, error, refusal } = control;
  if (error) {
    return (
      <p className={classes.state} data-status="failed" role="alert">
        <IconAlertTriangle size={13} aria-hidden />
        <span title={error}>{error}</span>
      </p>
    );
  }
  if (isSending && !(command && isPending(command))) {
    return (
      <p className={classes.state} data-status="sending" aria-live="polite">
        <Loader size={11} color="gray" />
        {t("command.sending")}
      </p>
    );
  }
  const finished_ms = command?.finished_at ? now_ms - Date.parse(command.finished_at) : 0;
  const isOver = command?.status === "done" && finished_ms > DONE_SHOWN_MS;
  if (!command || isOver) {
    return (
      <p className={classes.state}>
        {refusal && (
          <>
            <IconLock size={13} aria-hidden />
            <span title={refusal}>{refusal}</span>
          </>
        )}
      </p>
    );
  }
  const sentence = t(`command.${command.status}`, { value: say(command.value) });
  const reason = isFailure(command) && command.detail ? `${sentence}: ${command.detail}` : sentence;
  return (
    <p
      className={classes.state}
      data-status={command.status}
      data-testid="command-state"
      aria-live="polite"
      title={`${reason} · ${shortTime(command.created_at)}${command.requested_by ? ` · ${command.requested_by}` : ""}`}
    >
      {isPending(command) ? (
        <Loader size={11} color="gray" />
      ) : isFailure(command) ? (
        <IconAlertTriangle size={13} aria-hidden />
      ) : (
        <IconCheck size={13} aria-hidden />
      )}
      <span>{reason}</span>
    </p>
  );
}
