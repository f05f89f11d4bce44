import { Button, Group } from "@mantine/core";
import { IconPlayerPlay, IconTerminal2 } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import type { RestTrial } from "@/shared/api/types";
import { CallAnswer } from "../../calls/CallAnswer";
import { CurlDialog } from "../../calls/CurlDialog";
import { type Output, outputFor, outputsOf, sampleOf, type TreeNode } from "../../calls/picking";
import { SampleField } from "../../calls/SampleField";
import { setBlockParams } from "../../commands/setBlockParams";
import { setParam } from "../../commands/setParam";
import { useEditor, useOpenEditor } from "../../EditorContext";
import type { Block } from "../../graph/document";
import { portsOf } from "../../graph/ports";
import classes from "../inspector.module.css";
import { ProblemText } from "../ProblemText";
import type { BlockPanel, PanelProps } from "./panel";

const TOKEN = "outside.token";
const REST = "outside.rest";
const LIMIT_S = 45;
const SEALED = "sealed:";
// What was typed stays while people go from block to block; it is nobody else's business, so it is not saved.
const typed = new Map<string, Readonly<Record<string, string>>>();

/** Makes the call now. What it brings is there to be picked from, also when the token comes from another block. */
function TestCallPanel({ id }: PanelProps) {
  const { t } = useTranslation("flows");
  const { flowId, store } = useOpenEditor();
  const document = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const [samples, setSamples] = useState(() => typed.get(`${flowId}/${id}`) ?? {});
  const [isImporting, setImporting] = useState(false);
  const block = document.blocks[id];
  const set = (name: string, value: string) =>
    setSamples((before) => {
      const next = { ...before, [name]: value };
      typed.set(`${flowId}/${id}`, next);
      return next;
    });
  const inputs = block ? portsOf(catalogue, id, block).inputs.filter(({ type }) => type !== "trigger") : [];
  const wires = new Map(document.wires.map(({ from, to }) => [to, from]));
  const tokenBlockOf = (name: string): Block | undefined => {
    const [source, port] = (wires.get(`${id}.${name}`) ?? "").split(".");
    const giver = document.blocks[source ?? ""];
    return giver?.type === TOKEN && port === "token" ? giver : undefined;
  };
  const obtain = useMutation({
    mutationFn: async ({ name, giver }: { name: string; giver: Block }) => {
      const trial = await ask(giver, {});
      if (!trial.token) throw new Error(trial.error ?? t("calls.no_token"));
      set(name, trial.token);
      return trial.token;
    },
  });
  const test = useMutation({
    mutationFn: async (asked: Block) => {
      const values: Record<string, unknown> = {};
      for (const { name } of inputs) {
        const giver = tokenBlockOf(name);
        const typedIn = samples[name] ?? "";
        // A token of an earlier test may have ended meanwhile.
        const isTyped = typedIn !== "" && !typedIn.startsWith(SEALED);
        const text = giver && !isTyped ? await obtain.mutateAsync({ name, giver }) : typedIn;
        if (text !== "" || name in samples) values[name] = sampleOf(text);
      }
      return ask(asked, values);
    },
  });
  if (!block || isReadOnly) return null;
  const outputs = outputsOf(block.params);
  const picked =
    block.type === TOKEN
      ? new Map([
          [String(block.params.token_path ?? "$.access_token"), t("calls.token")],
          [String(block.params.lifetime_path ?? "$.expires_in"), t("calls.lifetime")],
        ])
      : new Map(outputs.map(({ path, name }) => [path, name]));
  const change = (path: readonly (string | number)[], value: unknown) =>
    store.getState().apply(setParam, { block: id, path, value });

  function pick(node: TreeNode) {
    if (block?.type === TOKEN) {
      change([node.type === "number" ? "lifetime_path" : "token_path"], node.path);
      return;
    }
    const index = outputs.findIndex(({ path }) => path === node.path);
    const next: readonly Output[] =
      index < 0 ? [...outputs, outputFor(node, outputs)] : outputs.filter((_, place) => place !== index);
    change(["outputs"], next);
  }

  const problem = test.error instanceof ApiError ? test.error : null;
  const sampleError = (name: string) => (problem?.field === `values.${name}` ? problem.message : undefined);
  const isAtSample = problem?.field?.startsWith("values.") ?? false;
  return (
    <section className={classes.panel} aria-label={t("calls.title")}>
      <h3 className={classes.panelTitle}>{t("calls.title")}</h3>
      {inputs.map(({ name }) => {
        const giver = tokenBlockOf(name);
        return (
          <SampleField
            key={name}
            name={name}
            from={wires.get(`${id}.${name}`)}
            value={samples[name] ?? ""}
            error={sampleError(name)}
            change={(value) => set(name, value)}
            getToken={giver ? () => obtain.mutate({ name, giver }) : undefined}
            isGettingToken={obtain.isPending && obtain.variables?.name === name}
          />
        );
      })}
      <Group gap="xs">
        <Button
          size="compact-sm"
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate(block)}
          data-testid="test-call"
        >
          {t("calls.test")}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconTerminal2 size={14} aria-hidden />}
          onClick={() => setImporting(true)}
        >
          {t("calls.curl.open")}
        </Button>
      </Group>
      {obtain.error && !test.error && <ProblemText level="error" message={obtain.error.message} />}
      {test.error && !isAtSample && <ProblemText level="error" message={test.error.message} />}
      {test.data && (
        <CallAnswer
          trial={test.data}
          picked={picked}
          pick={pick}
          pickHelp={t(block.type === TOKEN ? "calls.pick_token_help" : "calls.pick_help")}
        />
      )}
      <CurlDialog
        isOpen={isImporting}
        close={() => setImporting(false)}
        take={({ params }) => store.getState().apply(setBlockParams, { block: id, params })}
      />
    </section>
  );
}

function ask(block: Block, values: Readonly<Record<string, unknown>>): Promise<RestTrial> {
  return api.post<RestTrial>(
    "/api/flows/rest/test",
    { type: block.type, params: block.params, values },
    { timeout_s: LIMIT_S },
  );
}

export const panel: BlockPanel = { types: [REST, TOKEN], Panel: TestCallPanel };
