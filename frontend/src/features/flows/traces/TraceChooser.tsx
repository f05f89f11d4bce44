import { Button, Loader, NativeSelect, TextInput } from "@mantine/core";
import { IconPlayerTrackNext } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { notify, notifyError } from "@/shared/notify/notify";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { fullTime } from "@/shared/time/format";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import { titleOf } from "../graph/wiring";
import {
  makeTrace,
  readTrace,
  sourceSamplesQuery,
  stopWaiting,
  type TraceOrder,
  traceNext,
  tracesQuery,
} from "../queries";
import { shortValue } from "../runs/format";
import { sourcesOf } from "../tests/parts";
import { readValue } from "../tests/values";
import type { NextTrace } from "../types";
import classes from "./traces.module.css";
import { useOpenTrace } from "./useOpenTrace";

/** Which sample shall be followed: the next one, a stored one, or one that is made up. */
export function TraceChooser() {
  const { t } = useTranslation("flows");
  const { flowId, store, view } = useOpenEditor();
  const queryClient = useQueryClient();
  const isEachDevice = useView((state) => state.isEachDevice);
  const device = useView((state) => state.watchedDevice);
  const [before, setBefore] = useState("");
  const openTrace = useOpenTrace();
  const trace = useMutation({
    mutationFn: (order: Omit<TraceOrder, "document">) =>
      makeTrace(flowId, { device_id: device, ...order, document: store.getState().scene.document }),
    onSuccess: (made) => {
      openTrace(made);
      void queryClient.invalidateQueries({ queryKey: tracesQuery(flowId).queryKey });
    },
    onError: notifyError,
  });
  const needsDevice = isEachDevice && device === null;
  const moment = before ? String(new Date(before).getTime() + 1000) : "now";
  return (
    <div className={classes.chooser}>
      <section className={classes.orders}>
        {isEachDevice && (
          <DevicePicker
            label={t("trace.device")}
            placeholder={t("trace.any_device")}
            value={device}
            change={(id) => view.setState({ watchedDevice: id })}
          />
        )}
        <NextSample device={device} />
        <MadeUp isDisabled={needsDevice} send={(block, value) => trace.mutate({ block, value })} />
      </section>
      <section className={classes.samples}>
        <header className={classes.samplesHead}>
          <h4>{t("trace.stored")}</h4>
          <TextInput
            type="datetime-local"
            step={1}
            size="xs"
            aria-label={t("trace.until")}
            value={before}
            onChange={(event) => setBefore(event.currentTarget.value)}
          />
        </header>
        {needsDevice ? (
          <p className={classes.nothing}>{t("trace.choose_device")}</p>
        ) : (
          <StoredSamples
            device={device}
            before={moment}
            isBusy={trace.isPending}
            choose={(order) => trace.mutate(order)}
          />
        )}
      </section>
      <EarlierTraces />
    </div>
  );
}

/** The engine's message: which wish, and where the trace is kept. */
interface News {
  id: string;
  wish: string;
}

/** Ask the running flow for the next sample, and wait for it. */
function NextSample({ device }: { device: number | null }) {
  const { t } = useTranslation("flows");
  const { flowId } = useOpenEditor();
  const queryClient = useQueryClient();
  const openTrace = useOpenTrace();
  const [wish, setWish] = useState<NextTrace | null>(null);
  // Until every lane has heard of the wish a sample may pass unseen: it is not said to listen before it does.
  const [isListening, setListening] = useState(false);
  const newest = useRef<News | null>(null);
  const show = (news: News) => {
    setWish(null);
    readTrace(flowId, news.id).then(openTrace, notifyError);
    void queryClient.invalidateQueries({ queryKey: tracesQuery(flowId).queryKey });
  };
  const wait = useMutation({
    mutationFn: () => traceNext(flowId, device),
    onSuccess: (made) => {
      // A sample may be faster than the answer to the wish for it.
      if (newest.current?.wish === made.id) return show(newest.current);
      setListening(false);
      setWish(made);
    },
    onError: notifyError,
  });
  useEffect(() => {
    if (!wish) return;
    const timer = setTimeout(() => setListening(true), wish.listens_in_s * 1000);
    return () => clearTimeout(timer);
  }, [wish]);
  useLiveUpdates([`t:${flowId}`], (update) => {
    if (update.kind !== "event") return;
    const news = update.data as News;
    newest.current = news;
    if (news.wish === wish?.id) show(news);
  });
  useEffect(() => {
    if (!wish) return;
    const timer = setTimeout(
      () => {
        setWish(null);
        notify(t("trace.none_came"));
      },
      Math.max(0, wish.until - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [wish, t]);
  if (wish) {
    return (
      <Button
        variant="default"
        leftSection={<Loader size={14} />}
        data-testid="trace-waiting"
        data-listening={isListening || undefined}
        onClick={() => {
          setWish(null);
          stopWaiting(flowId, wish.id).catch(notifyError);
        }}
      >
        {t(isListening ? "trace.stop_waiting" : "trace.starts_listening")}
      </Button>
    );
  }
  return (
    <Button
      leftSection={<IconPlayerTrackNext size={15} />}
      loading={wait.isPending}
      onClick={() => wait.mutate()}
      data-testid="trace-next"
    >
      {t("trace.wait")}
    </Button>
  );
}

/** "What would happen if 95 came in?" */
function MadeUp({ isDisabled, send }: { isDisabled: boolean; send: (block: string, value: unknown) => void }) {
  const { t } = useTranslation("flows");
  const document = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const [chosen, setChosen] = useState("");
  const [text, setText] = useState("");
  const sources = sourcesOf(document, catalogue);
  const block = chosen in document.blocks ? chosen : (sources[0] ?? "");
  if (sources.length === 0) return null;
  return (
    <form
      className={classes.madeUp}
      onSubmit={(event) => {
        event.preventDefault();
        send(block, readValue(text));
      }}
    >
      {sources.length > 1 && (
        <NativeSelect
          aria-label={t("trace.source")}
          size="xs"
          value={block}
          data={sources.map((id) => ({ value: id, label: titleOf(document, catalogue, id) }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
      <TextInput
        size="xs"
        aria-label={t("trace.value")}
        placeholder={t("trace.value")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-testid="trace-value"
      />
      <Button type="submit" size="compact-sm" variant="default" disabled={isDisabled || text === ""}>
        {t("trace.try")}
      </Button>
    </form>
  );
}

interface StoredSamplesProps {
  device: number | null;
  before: string;
  isBusy: boolean;
  choose: (order: Omit<TraceOrder, "document">) => void;
}

function StoredSamples({ device, before, isBusy, choose }: StoredSamplesProps) {
  const { t } = useTranslation("flows");
  const { flowId } = useOpenEditor();
  const { data, error } = useQuery(sourceSamplesQuery(flowId, device, before));
  if (error) return <p className={classes.nothing}>{asApiError(error).message}</p>;
  if (!data) return <Loader size="sm" m="sm" />;
  if (data.items.length === 0) return <p className={classes.nothing}>{t("trace.no_samples")}</p>;
  return (
    <ul className={classes.rows}>
      {data.items.map((item) => (
        <li key={`${item.block} ${item.metric_id} ${item.at}`}>
          <button
            type="button"
            className={classes.row}
            disabled={isBusy}
            data-testid="trace-sample"
            onClick={() =>
              choose({
                block: item.block,
                port: item.port,
                metric_id: item.metric_id,
                at: item.at,
                device_id: device ?? item.device_id,
              })
            }
          >
            <span className={classes.when}>{fullTime(item.at)}</span>
            <span className={classes.path}>{item.path}</span>
            <code>{shortValue(item.value)}</code>
          </button>
        </li>
      ))}
    </ul>
  );
}

function EarlierTraces() {
  const { t } = useTranslation("flows");
  const { flowId } = useOpenEditor();
  const openTrace = useOpenTrace();
  const { data } = useQuery(tracesQuery(flowId));
  if (!data?.length) return null;
  return (
    <section className={classes.earlier}>
      <h4>{t("trace.earlier")}</h4>
      <ul className={classes.rows}>
        {data.map(({ id, sample }) => (
          <li key={id}>
            <button
              type="button"
              className={classes.row}
              onClick={() => readTrace(flowId, id).then(openTrace, notifyError)}
            >
              <span className={classes.when}>{fullTime(sample.at)}</span>
              <span className={classes.path}>
                {sample.path || sample.block} {sample.device}
              </span>
              <code>{shortValue(sample.value)}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
