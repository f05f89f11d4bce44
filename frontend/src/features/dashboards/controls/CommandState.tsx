import { Loader } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconLock } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Command, SampleValue } from "@/shared/api/types";
import { ageText, shortTime } from "@/shared/time/format";
import { useNow } from "../data/clock";
import { PublicPlaceContext } from "../public/publicPlace";
import type { ControlDoor } from "../widgets/widget";
import { CommandHistory } from "./CommandHistory";
import classes from "./CommandState.module.css";
import { isFailure, isPending } from "./commandState";

/** How long a finished command stays in full sight; then it is a quiet line. */
const NEWS_MS = 8_000;
/** A failure stays loud until somebody sends again, but not for days. */
const FAILURE_MS = 24 * 3_600_000;

/** A longer value, such as a command with its parameters, would hide what became of it; the list of what was sent has all. */
const LONGEST_VALUE = 28;

interface CommandStateProps {
  control: ControlDoor | null;
  /** The value a command carries, in the control's words. */
  say: (value: SampleValue) => string;
  /** The control shows what was asked for and nobody confirmed. */
  isUnconfirmed?: boolean;
}

/** What became of the newest command, in words: requested value, step, time left, and the reason when it failed. */
export function CommandState(props: CommandStateProps) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  const isPublic = useContext(PublicPlaceContext) !== null;
  const { control, say } = props;
  if (!control && !isPublic) return <div className={classes.line} />;
  const { status, icon, text, title } = isPublic ? closed(t("public.looksOnly")) : stateOf(props, now_ms, t);
  return (
    <div className={classes.line}>
      <p
        className={classes.state}
        data-status={status}
        data-testid="command-state"
        title={title}
        {...(status === "rejected" ? { role: "alert" } : { "aria-live": "polite" })}
      >
        {icon}
        {text && <span>{text}</span>}
      </p>
      {control?.history && <CommandHistory read={control.history} say={say} />}
    </div>
  );
}

interface State {
  status?: string;
  icon?: ReactNode;
  text?: string;
  title?: string;
}

const WAITING = <Loader size={11} color="gray" />;
const WRONG = <IconAlertTriangle size={13} aria-hidden />;
const RIGHT = <IconCheck size={13} aria-hidden />;
const CLOSED = <IconLock size={13} aria-hidden />;

const closed = (why: string): State => ({ status: "closed", icon: CLOSED, text: why, title: why });

function stateOf(
  { control, say, isUnconfirmed }: CommandStateProps,
  now_ms: number,
  t: TFunction<"dashboards">,
): State {
  if (!control) return {};
  const brief = (value: SampleValue) => shortened(say(value));
  const { command, isSending, error, refusal, taken } = control;
  if (error) return { status: "rejected", icon: WRONG, text: error, title: error };
  if (isSending && !(command && isPending(command)))
    return { status: "sending", icon: WAITING, text: t("command.sending") };
  // Who may not send still sees what others sent, but why they may not comes before what is long over.
  if (command && isNews(command, now_ms, refusal === null ? FAILURE_MS : NEWS_MS)) {
    const text = wordsOf(command, brief, now_ms, t);
    const who = command.requested_by ? ` · ${command.requested_by}` : "";
    const title = `${wordsOf(command, say, now_ms, t)} · ${shortTime(command.created_at, now_ms)}${who}`;
    const icon = isPending(command) ? WAITING : isFailure(command) ? WRONG : RIGHT;
    return {
      status: command.status,
      icon,
      text: isUnconfirmed ? `${t("command.unconfirmed")} · ${text}` : text,
      title,
    };
  }
  if (isUnconfirmed) return { status: "unconfirmed", icon: WAITING, text: t("command.unconfirmed") };
  if (refusal) return closed(refusal);
  if (taken && now_ms - taken.at_ms < NEWS_MS) {
    return { status: "taken", icon: RIGHT, text: t("command.taken", { value: brief(taken.value) }) };
  }
  if (!command) return {};
  const age = ageText(Math.max(0, now_ms - Date.parse(command.created_at)));
  const text = t(`command.last.${command.status}`, { value: brief(command.value), age });
  return { status: "past", text, title: command.requested_by ? `${text} · ${command.requested_by}` : text };
}

function shortened(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE).trimEnd()}…` : text;
}

function isNews(command: Command, now_ms: number, failure_ms: number): boolean {
  if (isPending(command)) return true;
  const since_ms = command.finished_at ? now_ms - Date.parse(command.finished_at) : 0;
  return since_ms <= (isFailure(command) ? failure_ms : NEWS_MS);
}

function wordsOf(command: Command, say: CommandStateProps["say"], now_ms: number, t: TFunction<"dashboards">): string {
  const sentence = t(`command.${command.status}`, { value: say(command.value) });
  if (isFailure(command)) return command.detail ? `${sentence}: ${command.detail}` : sentence;
  if (!isPending(command)) return sentence;
  const left_s = Math.ceil((Date.parse(command.expires_at) - now_ms) / 1000);
  return left_s > 0 ? `${sentence} · ${t("command.left", { time: ageText(left_s * 1000) })}` : sentence;
}
