import { useTranslation } from "react-i18next";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { useEditor } from "../EditorContext";
import type { BlockType, Example, Port } from "../graph/catalogue";
import type { Block } from "../graph/document";
import { portsOf } from "../graph/ports";
import { portTitle } from "../graph/wiring";
import { wireColor } from "../palette/families";
import { fullValue, plainText } from "../runs/format";
import classes from "./inspector.module.css";

const MARKDOWN_PLUGINS = [remarkGfm];

/** The block's own words, its ports and its examples: the same text as in the reference. */
export function BlockHelp({ type, id, block }: { type: BlockType; id: string; block: Block }) {
  const { t } = useTranslation("flows");
  const ports = useEditor((state) => portsOf(state.catalogue, id, block));
  return (
    <section className={classes.help} aria-label={t("inspector.help")}>
      <div className={classes.prose}>
        <Markdown remarkPlugins={MARKDOWN_PLUGINS}>{type.help}</Markdown>
      </div>
      <PortList title={t("inspector.inputs")} ports={ports.inputs} mayLackWires />
      <PortList title={t("inspector.outputs")} ports={ports.outputs} />
      {type.examples.length > 0 && (
        <>
          <h3 className={classes.helpTitle}>{t("inspector.examples")}</h3>
          <ul className={classes.examples}>
            {type.examples.map((example) => (
              <li key={plainText(example.says)}>
                <ExampleText example={example} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface PortListProps {
  title: string;
  ports: readonly Port[];
  /** Of inputs it is worth a word which of them need no wire. */
  mayLackWires?: boolean;
}

function PortList({ title, ports, mayLackWires = false }: PortListProps) {
  const { t } = useTranslation("flows");
  if (ports.length === 0) return null;
  return (
    <>
      <h3 className={classes.helpTitle}>{title}</h3>
      <dl className={classes.ports}>
        {ports.map((port) => (
          <div key={port.name} className={classes.port}>
            <dt>
              <span className={classes.portDot} style={{ background: wireColor(port.type) }} aria-hidden />
              {portTitle(port)} <span className={classes.portType}>{t(`port_types.${port.type}`)}</span>
            </dt>
            <dd>
              {[mayLackWires && !port.required && t("inspector.optional"), port.help].filter(Boolean).join(" · ")}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Longer examples show how they begin and end: what they are about mostly happens at the end. */
const MOST_STEPS = 6;
const FIRST_STEPS = 2;
const LAST_STEPS = 3;

/** What is later is a real date, not a time since the beginning. */
const A_DATE_S = 1_000_000_000;

function ExampleText({ example }: { example: Example }) {
  const params = Object.entries(example.params);
  // Sources have nothing to show but their params.
  const steps = example.steps.filter(({ inputs, outputs }) => Object.keys({ ...inputs, ...outputs }).length > 0);
  // Steps are a second apart unless an example is about time.
  const isAboutTime = steps.some(({ at_s }, index) => at_s !== index);
  const isLong = steps.length > MOST_STEPS;
  return (
    <>
      <p className={classes.says}>{plainText(example.says)}</p>
      {params.length > 0 && (
        <code className={classes.exampleLine}>
          {params.map(([name, value]) => `${name}: ${fullValue(value)}`).join(", ")}
        </code>
      )}
      {steps.map((step, index) => {
        if (isLong && index >= FIRST_STEPS && index < steps.length - LAST_STEPS) {
          return (
            index === FIRST_STEPS && (
              <code key="left-out" className={classes.exampleLine}>
                …
              </code>
            )
          );
        }
        return (
          <code key={step.at_s} className={classes.exampleLine}>
            {isAboutTime && `${momentText(step.at_s)}: `}
            {valuesText(step.inputs)} → {valuesText(step.outputs)}
          </code>
        );
      })}
    </>
  );
}

function momentText(seconds: number): string {
  if (seconds < A_DATE_S) return `${seconds} s`;
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}

function valuesText(values: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(values);
  if (entries.length === 0) return "–";
  return entries.map(([name, value]) => `${name} ${fullValue(value)}`).join(", ");
}
