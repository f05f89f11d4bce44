import { Input, SegmentedControl, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { hasMode } from "../commands/mode";
import { setLabel } from "../commands/setLabel";
import { setMode } from "../commands/setMode";
import { type ParamPath, setParam } from "../commands/setParam";
import { useActivity, useEditor, useOpenEditor, useView } from "../EditorContext";
import type { Port } from "../graph/catalogue";
import type { BlockMode } from "../graph/document";
import { portsOf } from "../graph/ports";
import { defaultsOf } from "../graph/schema";
import { USE } from "../graph/subflows";
import { lookOf } from "../palette/look";
import { compactNumber } from "../runs/format";
import { LastError } from "../runs/LastError";
import { BlockHelp } from "./BlockHelp";
import { BoundField } from "./BoundField";
import { FormContext, hintsIn, messageAt } from "./FormContext";
import { type Field, fieldsOf } from "./fields";
import classes from "./inspector.module.css";
import { ParamFacts } from "./ParamFacts";
import { ProblemText } from "./ProblemText";
import { panelOf } from "./panels/panel";

const NO_PORTS: readonly Port[] = [];

const MODES = ["on", "off", "bypass"] as const;

/** Whether the block works, rests, or lets through what arrives. */
function ModeField({ id, mode }: { id: string; mode: BlockMode | undefined }) {
  const { t } = useTranslation("flows");
  const { store } = useOpenEditor();
  return (
    <Input.Wrapper label={t("modes.label")} description={mode && t(`modes.${mode}_help`)} labelElement="div">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t("modes.label")}
        data={MODES.map((value) => ({ value, label: t(`modes.${value}`) }))}
        value={mode ?? "on"}
        onChange={(value) =>
          store
            .getState()
            .apply(setMode, { block: id, mode: value === "off" || value === "bypass" ? value : undefined })
        }
        data-testid="block-mode"
      />
    </Input.Wrapper>
  );
}

export function BlockInspector({ id }: { id: string }) {
  const { t } = useTranslation("flows");
  const { store } = useOpenEditor();
  const block = useEditor((state) => state.scene.document.blocks[id]);
  const catalogue = useEditor((state) => state.catalogue);
  const type = catalogue.types.get(block?.type ?? "");
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const all = useView((state) => state.problems);
  const activity = useActivity((state) => state.blocks[id]);
  const inputs = useEditor((state) => (block ? portsOf(state.catalogue, id, block).inputs : NO_PORTS));
  if (!block) return null;
  const problems = all.filter((problem) => problem.block === id);
  // A block that runs a subflow has the params that the subflow declares; its panel shows them.
  const fields = type && block.type !== USE ? fieldsOf(type.params, type.params, block.params) : [];
  const names = new Set(fields.map((field) => `params.${field.name}`));
  const problemAt = (path: ParamPath) => messageAt(problems, path);
  // A message that belongs to a visible field stands there; everything else at the top.
  const loose = problems.filter(
    ({ field }) =>
      !field ||
      (block.type === USE && !field.startsWith("params.values.")) ||
      (block.type !== USE && !names.has(field.split(".").slice(0, 2).join("."))),
  );
  const Panel = panelOf(block.type);
  const scope = {
    params: type ? { ...defaultsOf(type.params), ...block.params } : block.params,
    inputs: inputs.map(({ name }) => name),
    hints: hintsIn(problems),
  };
  const input = (field: Field) => (
    <BoundField
      block={id}
      key={field.name}
      field={field}
      path={[field.name]}
      value={block.params[field.name]}
      problemAt={problemAt}
      change={(path, value) => store.getState().apply(setParam, { block: id, path, value })}
      isReadOnly={false}
      around={scope.params}
    />
  );
  const advanced = fields.filter(({ isAdvanced }) => isAdvanced);
  // A folded field with a mistake in it would hide the way out.
  const isOpen = advanced.some(({ name }) => problems.some(({ field }) => field?.startsWith(`params.${name}`)));
  const { icon: Icon, color } = lookOf(catalogue, block);
  return (
    <>
      <header className={classes.head} style={{ "--family": color }}>
        <Icon size={18} stroke={1.7} aria-hidden className={classes.familyIcon} />
        <div className={classes.grow}>
          <h2 className={classes.title}>{(isReadOnly && block.label) || type?.title || block.type}</h2>
          <p className={classes.subtitle}>
            <code>{id}</code> · {block.type}
          </p>
        </div>
        {activity && activity.rate > 0 && (
          <span className={classes.activity}>
            {t("inspector.rate", { rate: compactNumber(activity.rate) })}
            {activity.mean_us > 0 && ` · ${t("inspector.mean", { time: compactNumber(activity.mean_us) })}`}
          </span>
        )}
      </header>
      <div className={classes.body}>
        {!type && <ProblemText level="error" message={t("inspector.unknown_type", { type: block.type })} />}
        {loose.map((problem) => (
          <ProblemText key={`${problem.field} ${problem.message}`} level={problem.level} message={problem.message} />
        ))}
        {activity?.lastError && <LastError activity={activity} />}
        {isReadOnly ? (
          <ParamFacts fields={fields} params={block.params} />
        ) : (
          <>
            <TextInput
              label={t("inspector.name")}
              placeholder={type?.title}
              value={block.label}
              maxLength={60}
              data-testid="block-label"
              onChange={(event) => store.getState().apply(setLabel, { block: id, label: event.currentTarget.value })}
            />
            {hasMode(block) && <ModeField id={id} mode={block.mode} />}
            <FormContext value={scope}>{fields.filter(({ isAdvanced }) => !isAdvanced).map(input)}</FormContext>
          </>
        )}
        {Panel && <Panel id={id} />}
        {!isReadOnly && advanced.length > 0 && (
          <details className={classes.advanced} open={isOpen || undefined}>
            <summary>{t("inspector.advanced")}</summary>
            <div className={classes.advancedFields}>
              <FormContext value={scope}>{advanced.map(input)}</FormContext>
            </div>
          </details>
        )}
      </div>
      {type && <BlockHelp type={type} id={id} block={block} />}
    </>
  );
}
