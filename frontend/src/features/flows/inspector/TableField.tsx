import { ActionIcon, Button, Input, Menu, Modal, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDotsVertical, IconMaximize, IconPlus, IconTrash } from "@tabler/icons-react";
import { Fragment, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ParamPath } from "../commands/setParam";
import { CellInput } from "./CellInput";
import { useForm } from "./FormContext";
import type { Field } from "./fields";
import classes from "./inspector.module.css";
import { ProblemText } from "./ProblemText";

const COLUMNS_BESIDE_BUTTONS = 2;
/** More do not fit beside each other in the inspector: there each row is a small form. */
const COLUMNS_IN_INSPECTOR = 3;

type Row = Readonly<Record<string, unknown>>;

interface TableFieldProps {
  field: Extract<Field, { kind: "table" }>;
  value: readonly unknown[];
  path: ParamPath;
  problemAt: (path: ParamPath) => string | undefined;
  change: (path: ParamPath, value: unknown) => void;
  isReadOnly: boolean;
}

/** A param that is a list of rows. The inspector is narrow, so it also opens large. */
export function TableField(props: TableFieldProps) {
  const { t } = useTranslation("flows");
  const { field, path, problemAt } = props;
  const [isLarge, setLarge] = useState(false);
  return (
    <Input.Wrapper
      label={
        <span className={classes.tableTitle}>
          {field.title}
          <Tooltip label={t("table.enlarge")}>
            <ActionIcon
              size="xs"
              aria-label={t("table.enlarge_named", { name: field.title })}
              onClick={() => setLarge(true)}
            >
              <IconMaximize size={13} />
            </ActionIcon>
          </Tooltip>
        </span>
      }
      description={field.help || undefined}
      error={problemAt(path)}
      labelElement="div"
      classNames={{ label: classes.wide }}
    >
      <Rows {...props} isLarge={false} />
      <Modal opened={isLarge} onClose={() => setLarge(false)} title={field.title} size="xl">
        {isLarge && <Rows {...props} isLarge />}
      </Modal>
    </Input.Wrapper>
  );
}

function Rows({ field, value, path, problemAt, change, isReadOnly, isLarge }: TableFieldProps & { isLarge: boolean }) {
  const { t } = useTranslation("flows");
  const place = useRef<HTMLDivElement>(null);
  // The cell that gets the focus once the rows are drawn anew.
  const [wanted, setWanted] = useState<readonly [row: number, column: number] | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const cell = place.current?.querySelector<HTMLElement>(`[data-cell="${wanted.join(":")}"]`);
    cell?.querySelector<HTMLElement>("input, select, button")?.focus();
    setWanted(null);
  }, [wanted]);
  const { hints } = useForm();
  const isError = (row: number, column: Field) => !hints.has([...path, row, column.name].join("."));
  const rows = value.map(asRow);
  const isStacked = !isLarge && field.columns.length > COLUMNS_IN_INSPECTOR;
  const isFull = field.max !== undefined && rows.length >= field.max;
  const canRemove = !isReadOnly && rows.length > field.min;
  const add = (after: number) => {
    if (isReadOnly || isFull) return;
    change(path, [...rows.slice(0, after + 1), field.fresh, ...rows.slice(after + 1)]);
    setWanted([after + 1, 0]);
  };
  const remove = (row: number, column = 0) => {
    if (!canRemove) return;
    change(
      path,
      rows.filter((_, index) => index !== row),
    );
    setWanted([Math.max(0, Math.min(row, rows.length - 2)), column]);
  };
  const move = (from: number, to: number, column = 0) => {
    const moved = rows[from];
    if (isReadOnly || !moved || to < 0 || to >= rows.length) return;
    const others = rows.filter((_, index) => index !== from);
    change(path, [...others.slice(0, to), moved, ...others.slice(to)]);
    setWanted([to, column]);
  };
  const onKey = (event: KeyboardEvent, row: number, column: number) => {
    if (event.defaultPrevented) return;
    const done = keyAction(event, {
      up: () => move(row, row - 1, column),
      down: () => move(row, row + 1, column),
      remove: () => remove(row, column),
      enter: () => (row + 1 < rows.length ? setWanted([row + 1, column]) : add(row)),
    });
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={place} className={classes.tableBox}>
      <table
        className={classes.table}
        data-large={isLarge || undefined}
        data-stacked={isStacked || undefined}
        aria-label={field.title}
      >
        <thead>
          <tr>
            {field.columns.map((column) => (
              <th key={column.name} scope="col" title={column.help || undefined}>
                {column.title}
                {column.unit && <span className={classes.columnUnit}> {column.unit}</span>}
              </th>
            ))}
            {!isReadOnly && <th aria-label={t("table.actions")} />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place.
            <Fragment key={index}>
              <tr>
                {field.columns.map((column, at) => (
                  <td
                    key={column.name}
                    data-title={column.unit ? `${column.title} (${column.unit})` : column.title}
                    data-empty={!field.isShown(column.name, row) || undefined}
                    data-cell={`${index}:${at}`}
                    data-kind={column.kind}
                    data-format={column.kind === "text" ? column.format : undefined}
                    onKeyDown={(event) => onKey(event, index, at)}
                  >
                    {field.isShown(column.name, row) && (
                      <CellInput
                        field={column}
                        value={row[column.name] ?? column.fallback}
                        set={(next) => change([...path, index, column.name], next)}
                        name={t("table.cell", { column: column.title, row: index + 1 })}
                        error={isError(index, column) ? problemAt([...path, index, column.name]) : undefined}
                        isReadOnly={isReadOnly}
                        testId={`param-${[...path, index, column.name].join(".")}`}
                      />
                    )}
                  </td>
                ))}
                {!isReadOnly && (
                  <td className={classes.rowActions}>
                    <RowActions
                      row={index + 1}
                      isCompact={!isLarge && field.columns.length > COLUMNS_BESIDE_BUTTONS}
                      up={index > 0 ? () => move(index, index - 1) : undefined}
                      down={index < rows.length - 1 ? () => move(index, index + 1) : undefined}
                      remove={canRemove ? () => remove(index) : undefined}
                    />
                  </td>
                )}
              </tr>
              <RowProblems
                width={field.columns.length + 1}
                problems={field.columns.flatMap((column) => {
                  const message = problemAt([...path, index, column.name]);
                  return message ? [{ message, isError: isError(index, column) }] : [];
                })}
              />
            </Fragment>
          ))}
        </tbody>
      </table>
      {!isReadOnly && (
        <div className={classes.tableFoot}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} />}
            disabled={isFull}
            onClick={() => add(rows.length - 1)}
          >
            {t("table.add")}
          </Button>
          {rows.length > 0 && <span className={classes.tableKeys}>{t("table.keys")}</span>}
        </div>
      )}
    </div>
  );
}

interface RowProblemsProps {
  problems: readonly { readonly message: string; readonly isError: boolean }[];
  width: number;
}

/** Below the row, over its whole width: cells are too narrow for sentences. */
function RowProblems({ problems, width }: RowProblemsProps) {
  if (problems.length === 0) return null;
  return (
    <tr>
      <td colSpan={width}>
        {problems.map(({ message, isError }) => (
          <ProblemText key={message} level={isError ? "error" : "warning"} message={message} />
        ))}
      </td>
    </tr>
  );
}

interface RowActionsProps {
  row: number;
  isCompact: boolean;
  up: (() => void) | undefined;
  down: (() => void) | undefined;
  remove: (() => void) | undefined;
}

/** Three buttons, or one with a menu where columns need the room. */
function RowActions({ row, isCompact, up, down, remove }: RowActionsProps) {
  const { t } = useTranslation("flows");
  const actions = [
    { label: t("table.up", { row }), icon: IconArrowUp, act: up },
    { label: t("table.down", { row }), icon: IconArrowDown, act: down },
    { label: t("form.remove", { index: row }), icon: IconTrash, act: remove },
  ];
  if (!isCompact)
    return actions.map(({ label, icon: Icon, act }) => (
      <ActionIcon key={label} size="sm" aria-label={label} disabled={!act} onClick={act}>
        <Icon size={13} />
      </ActionIcon>
    ));
  return (
    <Menu position="bottom-end" returnFocus={false}>
      <Menu.Target>
        <ActionIcon size="sm" aria-label={t("table.row_actions", { row })}>
          <IconDotsVertical size={13} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ label, icon: Icon, act }) => (
          <Menu.Item key={label} leftSection={<Icon size={14} />} disabled={!act} onClick={act}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface Actions {
  up: () => void;
  down: () => void;
  remove: () => void;
  enter: () => void;
}

/** Alt and an arrow moves a row, Alt and Delete takes it away, Enter goes down and adds a row at the end. */
function keyAction(event: KeyboardEvent, actions: Actions): boolean {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const action = event.altKey
    ? { ArrowUp: actions.up, ArrowDown: actions.down, Delete: actions.remove, Backspace: actions.remove }[event.key]
    : event.key === "Enter" && !(event.target instanceof HTMLButtonElement)
      ? actions.enter
      : undefined;
  action?.();
  return action !== undefined;
}

function asRow(value: unknown): Row {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Row) : {};
}
