import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import {
  IconArrowLeft,
  IconArrowRight,
  IconCopy,
  IconDots,
  IconPencil,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { type DragEvent, type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { offerUndo } from "@/shared/notify/notify";
import { freshId } from "../commands/ids";
import { addPage, duplicatePage, movePage, putPage, removePage, renamePage } from "../commands/pages";
import type { Page } from "../document/dashboardDocument";
import { useEditor, useEditorState } from "../editor/EditorContext";
import classes from "./PageTabs.module.css";

interface PageTabsProps {
  /** As they are shown: with the names of what variables stand for in their titles. */
  pages: readonly Page[];
  pageId: string;
  open: (id: string) => void;
  isEditing: boolean;
}

/** The pages of a dashboard; a single page needs no tab unless more are to be made. */
export function PageTabs({ pages, pageId, open, isEditing }: PageTabsProps) {
  const { t } = useTranslation("dashboards");
  const written = useEditorState((state) => state.document.pages);
  const run = useEditorState((state) => state.run);
  const editor = useEditor();
  const [renamed, setRenamed] = useState<string | null>(null);
  const [held, setHeld] = useState<string | null>(null);
  if (pages.length < 2 && !isEditing) return null;
  const add = () => {
    const id = freshId(
      "p",
      pages.map((page) => page.id),
    );
    run(addPage(id, t("page.new")));
    open(id);
    setRenamed(id);
  };
  const remove = (page: Page) => {
    if (pages.length < 2) return;
    run(removePage(page.id));
    open("");
    const step = editor.getState().past.at(-1);
    offerUndo({
      message: t("page.removed", { title: page.title }),
      // Whoever went on meanwhile takes it back step by step: this must not take back something else.
      undo: () => {
        if (editor.getState().past.at(-1) !== step) return;
        editor.getState().undo();
        open(page.id);
      },
    });
  };
  const pressed = (event: KeyboardEvent, page: Page) => {
    const isStep = event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (event.key === "F2") setRenamed(page.id);
    else if (event.key === "Delete") remove(page);
    else if (isStep && (event.ctrlKey || event.metaKey)) run(movePage(page.id, event.key === "ArrowLeft" ? -1 : 1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const dragging = (id: string) => ({
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.setData("text/plain", id);
      setHeld(id);
    },
    onDragOver: (event: DragEvent) => {
      if (held === null || held === id) return;
      event.preventDefault();
      run(
        putPage(
          held,
          written.findIndex((page) => page.id === id),
        ),
      );
    },
    onDrop: (event: DragEvent) => event.preventDefault(),
    onDragEnd: () => setHeld(null),
  });
  return (
    <nav className={classes.tabs} aria-label={t("page.tabs")} data-area={isEditing ? "tabs" : undefined}>
      {pages.map((page) =>
        isEditing && renamed === page.id ? (
          <PageName
            key={page.id}
            page={written.find(({ id }) => id === page.id) ?? page}
            close={() => setRenamed(null)}
          />
        ) : (
          <span
            key={page.id}
            className={classes.tab}
            data-current={page.id === pageId}
            {...(isEditing && dragging(page.id))}
          >
            <button
              type="button"
              aria-current={page.id === pageId ? "page" : undefined}
              aria-description={isEditing ? t("page.keys") : undefined}
              onClick={() => open(page.id)}
              onDoubleClick={() => isEditing && setRenamed(page.id)}
              onKeyDown={(event) => isEditing && pressed(event, page)}
              data-testid={`page-${page.id}`}
            >
              {page.title}
            </button>
            {isEditing && page.id === pageId && (
              <PageMenu page={page} rename={() => setRenamed(page.id)} remove={() => remove(page)} open={open} />
            )}
          </span>
        ),
      )}
      {isEditing && (
        <Tooltip label={t("page.add")}>
          <ActionIcon size={28} aria-label={t("page.add")} onClick={add} data-testid="add-page">
            <IconPlus size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </nav>
  );
}

interface PageMenuProps {
  page: Page;
  rename: () => void;
  remove: () => void;
  open: (id: string) => void;
}

function PageMenu({ page, rename, remove, open }: PageMenuProps) {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const pages = useEditorState((state) => state.document.pages);
  const duplicate = () => {
    const written = pages.find(({ id }) => id === page.id) ?? page;
    const copy = freshId(
      "p",
      pages.map(({ id }) => id),
    );
    run(duplicatePage(page.id, copy, t("page.copyOf", { title: written.title })));
    open(copy);
  };
  const count = useEditorState((state) => state.document.pages.length);
  const index = useEditorState((state) => state.document.pages.findIndex(({ id }) => id === page.id));
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size={24} aria-label={t("page.actions", { title: page.title })} data-testid="page-menu">
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={rename}>
          {t("page.rename")}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={duplicate} data-testid="duplicate-page">
          {t("page.duplicate")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowLeft size={16} />}
          disabled={index === 0}
          onClick={() => run(movePage(page.id, -1))}
        >
          {t("page.left")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowRight size={16} />}
          disabled={index === count - 1}
          onClick={() => run(movePage(page.id, 1))}
        >
          {t("page.right")}
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={16} />} disabled={count < 2} onClick={remove}>
          {t("page.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function PageName({ page, close }: { page: Page; close: () => void }) {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const [title, setTitle] = useState(page.title);
  const keep = () => {
    const text = title.trim();
    if (text && text !== page.title) run(renamePage(page.id, text));
    close();
  };
  return (
    <input
      className={classes.name}
      aria-label={t("page.title")}
      // biome-ignore lint/a11y/noAutofocus: it takes the place of the tab that was just clicked.
      autoFocus
      maxLength={100}
      value={title}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setTitle(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter") keep();
        else if (event.key === "Escape") close();
      }}
      data-testid="page-name"
    />
  );
}
