import { useCallback } from "react";
import { useNavigate } from "react-router";
import { useOpenEditor } from "../EditorContext";
import { runsOf } from "../graph/subflows";

/** Opens what a block runs: in its flow, with live values; inside a subflow's own page, that subflow. */
export function useGoInside(): (id: string) => void {
  const { store, flowId, subflowId } = useOpenEditor();
  const navigate = useNavigate();
  return useCallback(
    (id) => {
      const use = runsOf(store.getState().scene.document.blocks[id]);
      if (!use) return;
      if (subflowId === undefined) void navigate(`/flows/${flowId}?inside=${encodeURIComponent(id)}`);
      else void navigate(`/flows/subflows/${use.subflow}`);
    },
    [store, flowId, subflowId, navigate],
  );
}
