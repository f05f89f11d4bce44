import { useNavigate } from "react-router";
import { nodePath, parseNode } from "@/shared/nodes/nodes";
import { Slot } from "@/shared/nodes/slots";
import { useTreeStore } from "../tree/treeStore";
import { DeleteDialog } from "./DeleteDialog";
import { useDialogs } from "./dialogs";
import { MoveDialog } from "./MoveDialog";
import { NewPlaceDialog } from "./NewPlaceDialog";
import { RenameDialog } from "./RenameDialog";
import { useTreeChanged } from "./useMove";

/** The dialogs of all actions; the page holds them once. */
export function ActionDialogs() {
  const { request, close } = useDialogs();
  const navigate = useNavigate();
  const changed = useTreeChanged();
  const setExpanded = useTreeStore((tree) => tree.setExpanded);
  const place = request && "place" in request ? request.place : null;
  const siteId = place?.kind === "site" ? Number(place.id) : undefined;

  function made(key: string): void {
    if (place) setExpanded([place.key], true);
    void changed();
    if (parseNode(key)) void navigate(nodePath(key));
  }

  return (
    <>
      <MoveDialog subjects={request?.kind === "move" ? request.subjects : null} close={close} />
      <RenameDialog subject={request?.kind === "rename" ? (request.subjects[0]?.item ?? null) : null} close={close} />
      <DeleteDialog subjects={request?.kind === "delete" ? request.subjects : null} close={close} />
      <NewPlaceDialog
        kind={request?.kind === "organization" || request?.kind === "site" ? request.kind : null}
        place={place}
        close={close}
        made={made}
      />
      {place && (
        <>
          <Slot
            name="createDevice"
            props={{
              isOpen: request?.kind === "device",
              close,
              siteId,
              organizationId: place.organization_id,
              saved: (id) => made(`d:${id}`),
            }}
          />
          <Slot
            name="claimCodes"
            props={{ isOpen: request?.kind === "claim", close, siteId, organizationId: place.organization_id }}
          />
        </>
      )}
    </>
  );
}
