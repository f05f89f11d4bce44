import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { asApiError } from "../api/ApiError";

/** A short word that something was done. */
export function notify(message: string): void {
  notifications.show({ message, autoClose: 4_000 });
}

/** It was done, and not all of it: a sentence that takes a while to read. */
export function notifyShortfall(message: string): void {
  notifications.show({ message, color: "yellow", autoClose: 15_000 });
}

/** An action failed; the page itself still stands. */
export function notifyError(error: unknown): void {
  notifyFailure(i18next.t(`error.title.${asApiError(error).family}`), error);
}

/** The same with what was not done as its title, where that says more than the kind of error. */
export function notifyFailure(title: string, error: unknown): void {
  notifications.show({ title, message: asApiError(error).message, color: "red", autoClose: 10_000 });
}

const UNDO_MS = 10_000;

/** Something is already gone on the screen and really goes after ten seconds, unless the person takes it back. */
export function offerUndo({ message, undo, commit }: { message: string; undo: () => void; commit?: () => void }): void {
  let isTakenBack = false;
  const id = notifications.show({
    autoClose: UNDO_MS,
    onClose: () => {
      if (!isTakenBack) commit?.();
    },
    message: (
      <Group justify="space-between" wrap="nowrap">
        <span>{message}</span>
        <Button
          variant="light"
          size="compact-sm"
          onClick={() => {
            isTakenBack = true;
            undo();
            notifications.hide(id);
          }}
        >
          {i18next.t("undo")}
        </Button>
      </Group>
    ),
  });
}
