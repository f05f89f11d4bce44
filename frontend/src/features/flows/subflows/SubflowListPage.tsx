import { ActionIcon, Button, Group, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { IconDots, IconHierarchy2, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { notify, notifyError } from "@/shared/notify/notify";
import { useSearchState } from "@/shared/routing/useSearchState";
import { useCan } from "@/shared/session/useMe";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import { FlowTabs } from "../FlowTabs";
import classes from "../list.module.css";
import { createSubflow, deleteSubflow, type Subflow, subflowsQuery } from "./queries";

/** Blocks that were drawn once and are used in many flows. */
export function SubflowListPage() {
  const { t } = useTranslation("flows");
  const can = useCan();
  const mayEdit = can("edit_flows");
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [read, write] = useSearchState();
  const search = read("search");
  const { data, error, refetch } = useQuery(subflowsQuery(search));
  const [isCreating, setCreating] = useState(false);
  const remove = useMutation({
    mutationFn: (subflow: Subflow) => deleteSubflow(subflow.id),
    onSuccess: async (_, { name }) => {
      notify(t("subflow.deleted", { name }));
      await queryClient.invalidateQueries({ queryKey: ["subflows"] });
    },
    onError: notifyError,
  });
  const columns: Column<Subflow>[] = [
    {
      key: "name",
      title: t("list.name"),
      onPhone: "title",
      render: (subflow) => (
        <div className={classes.cell}>
          <Link to={`/flows/subflows/${subflow.id}`} className={classes.name}>
            {subflow.name}
          </Link>
          {subflow.description && <div className={classes.description}>{subflow.description}</div>}
        </div>
      ),
    },
    {
      key: "state",
      title: t("list.state"),
      width: 260,
      render: (subflow) => (
        <div className={classes.state}>
          <span>
            {subflow.revision === null
              ? t("subflow.not_published")
              : t("subflow.published", { number: subflow.revision })}
            {subflow.revision !== null && subflow.has_changes && (
              <span className={classes.changed}> · {t("state.draft_newer")}</span>
            )}
          </span>
        </div>
      ),
    },
    {
      key: "ports",
      title: t("subflow.ports"),
      width: 260,
      onPhone: "hidden",
      render: (subflow) =>
        [subflow.inputs, subflow.outputs].map((ports) => ports.map(({ title }) => title).join(", ") || "–").join(" → "),
    },
    {
      key: "changed",
      title: t("list.changed"),
      width: 160,
      onPhone: "hidden",
      render: (subflow) => <TimeText time={subflow.updated_at} isAge />,
    },
  ];
  if (mayEdit) {
    columns.push({
      key: "actions",
      title: "",
      width: 48,
      onPhone: "hidden",
      render: (subflow) => (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t("list.actions", { name: subflow.name })}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              color="var(--critical-text)"
              leftSection={<IconTrash size={15} />}
              onClick={() => remove.mutate(subflow)}
            >
              {t("delete")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ),
    });
  }
  const create = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)} data-testid="new-subflow">
      {t("subflow.new")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("subflow.many")} actions={data && data.total > 0 && create} />
      <FlowTabs />
      <Page>
        {(search || (data && data.total > 5)) && (
          <SearchInput value={search} change={(value) => write({ search: value })} label={t("subflow.search")} />
        )}
        <Panel isFlush>
          <DataTable
            caption={t("subflow.many")}
            columns={columns}
            rows={data?.items}
            rowId={({ id }) => id}
            open={({ id }) => navigate(`/flows/subflows/${id}`)}
            error={error}
            retry={refetch}
            empty={
              search ? (
                <EmptyState text={t("subflow.nothing", { search })} />
              ) : (
                <EmptyState icon={IconHierarchy2} text={t("subflow.empty")} action={create} />
              )
            }
          />
        </Panel>
        <NewSubflowDialog isOpen={isCreating} close={() => setCreating(false)} />
      </Page>
    </>
  );
}

function NewSubflowDialog({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const { t } = useTranslation("flows");
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: () => createSubflow({ name: name.trim() }),
    onSuccess: async (subflow) => {
      await queryClient.invalidateQueries({ queryKey: ["subflows", "list"] });
      await navigate(`/flows/subflows/${subflow.id}`);
    },
  });
  return (
    <Modal opened={isOpen} onClose={close} title={t("subflow.new")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack>
          <TextInput
            data-autofocus
            label={t("list.name")}
            placeholder={t("subflow.name_hint")}
            value={name}
            maxLength={100}
            error={create.error && asApiError(create.error).message}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" disabled={!name.trim()} loading={create.isPending} data-testid="create-subflow">
              {t("create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
