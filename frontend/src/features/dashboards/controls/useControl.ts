import { createContext, useContext, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import type { Command } from "@/shared/api/types";
import { useConnection } from "@/shared/live/useConnection";
import { may } from "@/shared/session/may";
import type { Source } from "../data/source";
import { type Given, queryOf } from "../variables/variables";
import type { SentValue } from "../widgets/params";
import type { ControlDoor } from "../widgets/widget";
import { type Attempt, attemptFor, isDoubleClick } from "./attempt";
import { OF_PIN } from "./safety";
import type { SentLine } from "./sentLine";

/** The newest command to each metric on this page, and the dashboard they are sent through. */
export interface Commands {
  dashboardId: number;
  /** What we may do on the dashboard. */
  permissions: readonly string[];
  ofMetric: ReadonlyMap<number, Command>;
  /** The newest of each name to each device, by `commandKey`. */
  ofDevice?: ReadonlyMap<string, Command>;
  heard: (command: Command) => void;
  /** What was sent before, waited for where it is not here yet. Fails as the question for it does. */
  listed?: () => Promise<readonly Command[]>;
  /** Which machine the page shows: a control sends to that one. */
  given?: Given;
  /** The connection on which the server said what was sent: what was lost on an earlier one is known by now. */
  asOf?: number;
}

export const commandKey = (deviceId: number, name: string): string => `${deviceId}:${name}`;

export const CommandsContext = createContext<Commands | null>(null);

type Answer = Command | { commands: Command[] } | { sent: boolean };

interface Trouble {
  text: string;
  /** The newest command by then. */
  after: number;
  /** The connection on which it was lost, where nobody knows whether it arrived. */
  lostOn: number | null;
}

interface Options {
  widgetId: string;
  isControl: boolean;
  sources: readonly Source[];
}

/** What a control may do and what became of it. Null for widgets that only show. */
export function useControl({ widgetId, isControl, sources }: Options): ControlDoor | null {
  const { t } = useTranslation("dashboards");
  const commands = useContext(CommandsContext);
  const connection = useConnection((state) => state.state);
  const last = useRef<Attempt | null>(null);
  const [isSending, setSending] = useState(false);
  const underway = useRef<Promise<ApiError | null>>(Promise.resolve(null));
  const [error, setError] = useState<Trouble | null>(null);
  const [taken, setTaken] = useState<ControlDoor["taken"]>(null);
  if (!isControl || !commands || sources.length === 0) return null;
  const query = queryOf(commands.given ?? {});
  const path = `/api/dashboards/${commands.dashboardId}/widgets/${encodeURIComponent(widgetId)}`;
  const closed = sources.find(({ info }) => !info.isWritable);
  const refusal = !may(commands, "operate")
    ? t("command.notAllowed")
    : closed
      ? t("command.notWritable", { metric: closed.label })
      : connection === "lost"
        ? t("command.offline")
        : null;

  const ofSource = ({ info }: Source) => {
    if (info.command && info.deviceId !== null)
      return commands.ofDevice?.get(commandKey(info.deviceId, info.command.name)) ?? null;
    return info.metricId === null ? null : (commands.ofMetric.get(info.metricId) ?? null);
  };
  const isOurs = (command: Command) =>
    sources.some(({ info }) =>
      info.command
        ? command.metric_id === null && command.device_id === info.deviceId && command.name === info.command.name
        : command.metric_id !== null && command.metric_id === info.metricId,
    );
  const ofSources = sources.map(ofSource);
  const newest = Math.max(0, ...ofSources.map((command) => command?.id ?? 0));

  const post = async (attempt: Attempt, body: { value: SentValue }) => {
    let failure: ApiError | null = null;
    let wasPosted = false;
    let after = newest;
    try {
      // What becomes of this one is told from what was sent earlier: that must be known first.
      const earlier = (await commands.listed?.()) ?? [];
      after = Math.max(after, ...earlier.filter(isOurs).map(({ id }) => id));
      wasPosted = true;
      const answer = await api.post<Answer>(`${path}/command`, body, {
        query,
        headers: { "Idempotency-Key": attempt.key },
      });
      for (const command of commandsIn(answer)) commands.heard(command);
      // What goes into a flow has no fate of its own; the value comes back over the live socket.
      if ("sent" in answer) setTaken({ value: body.value, at_ms: Date.now() });
    } catch (cause) {
      failure = asApiError(cause);
      const isUnsure = wasPosted && failure.family === "unavailable";
      const words = isUnsure ? "command.unsure" : "command.rejected";
      const lostOn = isUnsure ? useConnection.getState().generation : null;
      // The dialog that asks for the PIN says what is wrong with it.
      if (!OF_PIN.has(failure.code)) setError({ text: t(words, { reason: failure.message }), after, lostOn });
    }
    attempt.end_ms = performance.now();
    attempt.isUnsure = wasPosted && failure?.family === "unavailable";
    if (last.current === attempt) {
      setSending(false);
      // The same wrong PIN typed once more is a try of its own.
      if (failure && OF_PIN.has(failure.code)) last.current = null;
    }
    return failure;
  };
  const send: ControlDoor["send"] = (value, proof) => {
    const body = { value, ...proof };
    if (isDoubleClick(last.current, body)) return underway.current;
    const attempt = attemptFor(last.current, body);
    last.current = attempt;
    setSending(true);
    setError(null);
    // What is sent while something else is under way must not overtake it.
    const answer = underway.current.then(() => post(attempt, body));
    underway.current = answer;
    return answer;
  };
  // What goes into a flow leaves no command behind that could tell.
  const isTold = sources.every(({ info }) => info.command !== undefined || info.metricId !== null);
  const hasNotArrived = isTold && error !== null && error.lostOn !== null && (commands.asOf ?? 0) > error.lostOn;
  const trouble = hasNotArrived ? t("command.notArrived") : (error?.text ?? null);
  return {
    refusal,
    send,
    command: ofSources[0] ?? null,
    commands: ofSources,
    isSending,
    // What is known of a later command comes before what went wrong, or was not known, earlier.
    error: error && newest <= error.after ? trouble : null,
    taken,
    history: async () => (await api.get<{ items: SentLine[] }>(`${path}/history`, query)).items,
  };
}

function commandsIn(answer: Answer): readonly Command[] {
  if ("id" in answer) return [answer];
  return "commands" in answer ? answer.commands : [];
}
