import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { TimeText } from "@/shared/time/TimeText";
import { useReveal } from "../canvas/useReveal";
import { useEditor, useOpenEditor } from "../EditorContext";
import { titleOf } from "../graph/wiring";
import { debugQuery } from "../queries";
import type { DebugMessage } from "../types";
import { fullValue } from "./format";
import classes from "./runs.module.css";

const KEPT = 200;

interface Line extends DebugMessage {
  readonly id: number;
}

let lines = 0;
const numbered = (message: DebugMessage): Line => {
  lines += 1;
  return { ...message, id: lines };
};

const keyOf = ({ ts, block, device_id, value }: DebugMessage): string => JSON.stringify([ts, block, device_id, value]);

/** What debug blocks have seen, newest first. */
export function DebugList() {
  const { t } = useTranslation("flows");
  const { flowId } = useOpenEditor();
  const document = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const reveal = useReveal();
  const { data } = useQuery(debugQuery(flowId));
  const [messages, setMessages] = useState<readonly Line[]>([]);
  useEffect(() => {
    if (!data) return;
    setMessages((newer) => {
      // What came while the list was on its way is in the list too.
      const known = new Set(newer.map(keyOf));
      return [...newer, ...data.filter((one) => !known.has(keyOf(one))).map(numbered)].slice(0, KEPT);
    });
  }, [data]);
  useLiveUpdates([`d:${flowId}`], (update) => {
    if (update.kind !== "event") return;
    // The engine's message has the shape that the API names for the list.
    const line = numbered(update.data as DebugMessage);
    setMessages((older) => [line, ...older].slice(0, KEPT));
  });
  if (messages.length === 0) return <p className={classes.nothing}>{t("debug.empty")}</p>;
  return (
    <ul className={classes.rows}>
      {messages.map((message) => (
        <li key={message.id}>
          <button
            type="button"
            className={classes.row}
            onClick={() => {
              if (!document.blocks[message.block]) return;
              reveal({ kind: "block", id: message.block });
            }}
          >
            <span className={classes.when}>
              <TimeText time={message.ts} />
            </span>
            <span className={classes.where}>{titleOf(document, catalogue, message.block)}</span>
            <code className={classes.what}>{fullValue(message.value)}</code>
          </button>
        </li>
      ))}
    </ul>
  );
}
