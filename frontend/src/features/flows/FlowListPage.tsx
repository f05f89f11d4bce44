import { ActionIcon, Button, Menu, Switch, Tooltip } from "@mantine/core";
import { IconDots, IconPlus, IconRouteSquare2, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { notifyError, offerUndo } from "@/shared/notify/notify";
import { useSearchState } from "@/shared/routing/useSearchState";
import { useCan } from "@/shared/session/useMe";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import { FlowTabs } from "./FlowTabs";
import classes from "./list.module.css";
import { NewFlowDialog } from "./NewFlowDialog";
import { changeFlow, deleteFlow, FLOWS_A_PAGE, flowStatusQuery, flowsQuery } from "./queries";
import type { Flow, FlowStatus } from "./types";

export function FlowListPage() {
  const { t } = useTranslation("flows");
  const can = useCan();
  const mayEdit = can("edit_flows");
  const navigate = useNavigate();
  const [read, write] = useSearchState();
  const search = read("search");
  const offset = Number(read("offset")) || 0;
  const { data, error, refetch } = useQuery(flowsQuery(search, offset));
  const statuses = useStatuses(data?.items);
  const [isCreating, setCreating] = useState(false);
  const { hidden, remove } = useDelete();
  const toggle = useToggle();
  const rows = data?.items.filter(({ id }) => !hidden.has(id));

  const columns: Column<Flow>[] = [
    {
      key: "name",
      title: t("list.name"),
      onPhone: "title",
      render: (flow) => (
        <div className={classes.cell}>
          <Link to={`/flows/${flow.id}`} className={classes.name}>
            {flow.name}
          </Link>
          {flow.description && <div className={classes.description}>{flow.description}</div>}
          {flow.hits.length > 0 && (
            <div className={classes.hits}>
              {flow.hits.map(({ block, title }) => (
                <Link key={block} to={`/flows/${flow.id}?block=${encodeURIComponent(block)}`}>
                  {title}
                </Link>
              ))}
            </div>
          )}
        </div>
      ),
    },
    {
      key: "state",
      title: t("list.state"),
      width: 240,
      render: (flow) => <FlowStateText flow={flow} status={statuses.get(flow.id)} />,
    },
    {
      key: "deployed",
      title: t("list.deployed"),
      width: 160,
      onPhone: "hidden",
      render: (flow) => <TimeText time={flow.deployed_at} missing={t("never")} isAge />,
    },
    {
      key: "changed",
      title: t("list.changed"),
      width: 160,
      onPhone: "hidden",
      render: (flow) => <TimeText time={flow.updated_at} isAge />,
    },
    {
      key: "enabled",
      title: t("list.enabled"),
      width: 90,
      onPhone: "aside",
      render: (flow) => (
        <Switch
          size="sm"
          checked={flow.is_enabled}
          disabled={!mayEdit}
          aria-label={t("list.enable", { name: flow.name })}
          onChange={(event) => toggle.mutate({ id: flow.id, is_enabled: event.currentTarget.checked })}
        />
      ),
    },
  ];
  if (mayEdit) {
    columns.push({
      key: "actions",
      title: "",
      width: 48,
      onPhone: "hidden",
      render: (flow) => (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t("list.actions", { name: flow.name })}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="var(--critical-text)" leftSection={<IconTrash size={15} />} onClick={() => remove(flow)}>
              {t("delete")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ),
    });
  }
  const create = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)} data-testid="new-flow">
      {t("list.new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} actions={data && data.total > 0 && create} />
      <FlowTabs />
      <Page>
        {(search || (data && data.total > 5)) && (
          <SearchInput
            value={search}
            change={(value) => write({ search: value, offset: null })}
            label={t("list.search")}
          />
        )}
        <Panel isFlush>
          <DataTable
            caption={t("title")}
            columns={columns}
            rows={rows}
            rowId={({ id }) => id}
            open={({ id }) => navigate(`/flows/${id}`)}
            error={error}
            retry={refetch}
            empty={
              search ? (
                <EmptyState text={t("list.nothing", { search })} />
              ) : (
                <EmptyState icon={IconRouteSquare2} text={t("list.empty")} action={create} />
              )
            }
          />
          {data && (
            <Pager
              offset={offset}
              limit={FLOWS_A_PAGE}
              total={data.total}
              go={(next) => write({ offset: next ? String(next) : null })}
            />
          )}
        </Panel>
        <NewFlowDialog isOpen={isCreating} close={() => setCreating(false)} />
      </Page>
    </>
  );
}

function FlowStateText({ flow, status }: { flow: Flow; status: FlowStatus | undefined }) {
  const { t } = useTranslation("flows");
  const errors = Object.values(status?.errors ?? {});
  const newest = errors.sort((a, b) => b.at - a.at)[0];
  const isChanged = flow.deployed_at !== null && new Date(flow.updated_at) > new Date(flow.deployed_at);
  const word =
    flow.live_revision === null
      ? t("state.not_deployed")
      : flow.is_enabled
        ? t("state.running", { number: flow.live_revision })
        : t("state.off");
  const isRunning = flow.live_revision !== null && flow.is_enabled;
  return (
    <div className={classes.state}>
      <span className={isRunning ? classes.running : classes.resting} aria-hidden />
      <span>
        {word}
        {isChanged && <span className={classes.changed}> · {t("state.draft_newer")}</span>}
      </span>
      {newest && (
        <Tooltip label={newest.message} multiline maw={320}>
          <span className={classes.errors}>
            {t("problems.errors", { count: errors.reduce((sum, { count }) => sum + count, 0) })}
          </span>
        </Tooltip>
      )}
    </div>
  );
}

function useStatuses(flows: readonly Flow[] | undefined): Map<number, FlowStatus> {
  const deployed = flows?.filter(({ live_revision }) => live_revision !== null) ?? [];
  const answers = useQueries({ queries: deployed.map(({ id }) => flowStatusQuery(id)) });
  return new Map(
    answers.flatMap(({ data }, index) => {
      const flow = deployed[index];
      return data && flow ? [[flow.id, data] as const] : [];
    }),
  );
}

function useToggle() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, is_enabled }: { id: number; is_enabled: boolean }) => changeFlow(id, { is_enabled }),
    onError: notifyError,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["flows"] }),
  });
}

/** The row goes at once; the flow itself when the ten seconds for undo are over. */
function useDelete() {
  const { t } = useTranslation("flows");
  const queryClient = useQueryClient();
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const show = (id: number) => setHidden((ids) => new Set([...ids].filter((other) => other !== id)));
  const remove = (flow: Flow) => {
    setHidden((ids) => new Set([...ids, flow.id]));
    offerUndo({
      message: t("list.deleted", { name: flow.name }),
      undo: () => show(flow.id),
      commit: () => {
        deleteFlow(flow.id)
          .catch(notifyError)
          .finally(async () => {
            await queryClient.invalidateQueries({ queryKey: ["flows", "list"] });
            show(flow.id);
          });
      },
    });
  };
  return { hidden, remove };
}
