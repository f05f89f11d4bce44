import { CloseButton, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyError } from "@/shared/notify/notify";
import { TimeText } from "@/shared/time/TimeText";
import { useEditor, useOpenEditor } from "../EditorContext";
import { changeFlow, flowQuery, flowStatusQuery } from "../queries";
import classes from "./inspector.module.css";

/** With nothing selected: the flow itself. */
export function FlowInspector() {
  const { t } = useTranslation("flows");
  const { flowId, view } = useOpenEditor();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const blocks = useEditor((state) => Object.keys(state.scene.document.blocks).length);
  const wires = useEditor((state) => state.scene.document.wires.length);
  const { data: flow } = useQuery(flowQuery(flowId));
  const { data: status } = useQuery(flowStatusQuery(flowId));
  const queryClient = useQueryClient();
  const [description, setDescription] = useState<string | null>(null);
  const describe = useMutation({
    mutationFn: (text: string) => changeFlow(flowId, { description: text }),
    onSuccess: (changed) => queryClient.setQueryData(flowQuery(flowId).queryKey, changed),
    onError: notifyError,
  });
  const keep = () => {
    const isOnItsWay = describe.isPending && describe.variables === description;
    if (flow && description !== null && description !== flow.description && !isOnItsWay) describe.mutate(description);
  };
  const latest = useRef(keep);
  latest.current = keep;
  // A block that is selected takes the field's place before the field has lost the focus.
  useEffect(() => () => latest.current(), []);
  if (!flow) return null;
  return (
    <>
      <header className={classes.head}>
        <h2 className={`${classes.title} ${classes.grow}`}>{t("inspector.flow")}</h2>
        <CloseButton size="sm" aria-label={t("close")} onClick={() => view.setState({ isAboutOpen: false })} />
      </header>
      <div className={classes.body}>
        <Textarea
          label={t("inspector.description")}
          placeholder={t("inspector.description_hint")}
          autosize
          minRows={2}
          maxLength={500}
          disabled={isReadOnly}
          value={description ?? flow.description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          onBlur={keep}
        />
        <dl className={classes.facts}>
          <dt>{t("inspector.state")}</dt>
          <dd>
            {t(status?.is_running ? "state.runs" : flow.live_revision === null ? "state.not_deployed" : "state.off")}
          </dd>
          <dt>{t("inspector.deployed")}</dt>
          <dd>
            <TimeText time={flow.deployed_at} missing={t("never")} />
          </dd>
          {status && status.keys > 0 && (
            <>
              <dt>{t("inspector.keys")}</dt>
              <dd className="num">{status.keys}</dd>
            </>
          )}
          <dt>{t("inspector.blocks")}</dt>
          <dd className="num">{blocks}</dd>
          <dt>{t("inspector.wires")}</dt>
          <dd className="num">{wires}</dd>
        </dl>
        {!isReadOnly && (
          <ul className={classes.tips}>
            <li>{t("tips.drag")}</li>
            <li>{t("tips.wire")}</li>
            <li>{t("tips.keys")}</li>
          </ul>
        )}
      </div>
    </>
  );
}
