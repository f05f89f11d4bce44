import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useOpenEditor } from "../EditorContext";
import { subflowsQuery } from "./queries";
import { withSubflows } from "./withSubflows";

/** Keep the palette's subflows those of the organization while a document is open. */
export function useSubflowsFollowed(): void {
  const { store, subflowId = null } = useOpenEditor();
  const { data } = useQuery(subflowsQuery());
  useEffect(() => {
    if (data) store.setState(({ catalogue }) => ({ catalogue: withSubflows(catalogue, data.items, subflowId) }));
  }, [data, store, subflowId]);
}
