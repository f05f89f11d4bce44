import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { nodePath } from "@/shared/nodes/nodes";
import { notify, notifyError } from "@/shared/notify/notify";
import { canMove, type Moving } from "../tree/moves";
import { useTreeStore } from "../tree/treeStore";
import { useDialogs } from "./dialogs";
import type { ActionName } from "./nodeActions";
import { useFavourite } from "./useFavourite";
import { useMove } from "./useMove";

/** Menu, buttons and keys all end here. */
export function useRunAction(): (name: ActionName, subjects: readonly Moving[]) => void {
  const { t } = useTranslation("resources");
  const show = useDialogs((dialogs) => dialogs.show);
  const favour = useFavourite();
  const move = useMove();
  return useCallback(
    (name, subjects) => {
      const { moving, setMoving } = useTreeStore.getState();
      const items = subjects.map(({ item }) => item);
      const [first] = subjects;
      if (!first) return;
      const place = first.item;
      switch (name) {
        case "create_organization":
          return show({ kind: "organization", place });
        case "create_site":
          return show({ kind: "site", place });
        case "create_device":
          return show({ kind: "device", place });
        case "create_claim":
          return show({ kind: "claim", place });
        case "rename":
        case "delete":
          return show({ kind: name, subjects });
        case "move":
          return show({ kind: "move", subjects: subjects.filter(canMove) });
        case "cut":
          setMoving(subjects.filter(canMove));
          return notify(t("move.cut", { count: subjects.length }));
        case "paste":
          setMoving([]);
          return void move(moving, place);
        case "star":
        case "unstar":
          return void favour(items, name === "star");
        case "copy_link":
          return void navigator.clipboard
            .writeText(`${window.location.origin}${nodePath(place.key)}`)
            .then(() => notify(t("link_copied")), notifyError);
      }
    },
    [t, show, favour, move],
  );
}
