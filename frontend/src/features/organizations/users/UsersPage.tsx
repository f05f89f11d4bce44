import { Button, Group, Text } from "@mantine/core";
import { IconMailPlus, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useSearchState } from "@/shared/routing/useSearchState";
import { useMe } from "@/shared/session/useMe";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import { InviteDialog } from "../invitations/InviteDialog";
import classes from "../organizations.module.css";
import { ProfileBadges } from "../ProfileBadges";
import { ROWS_A_PAGE, usersQuery } from "../queries";
import type { Person } from "../types";
import { AccountState } from "./AccountState";

export function UsersPage() {
  const { t } = useTranslation("organizations");
  const navigate = useNavigate();
  const me = useMe();
  const [read, write] = useSearchState();
  const [isInviting, setInviting] = useState(false);
  const search = read("search");
  const offset = Number(read("offset"));
  const users = useQuery(usersQuery(search, offset));
  const changeSearch = useCallback((text: string) => write({ search: text, offset: null }), [write]);
  const invite = (
    <Button leftSection={<IconMailPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
      {t("invitations.invite")}
    </Button>
  );
  const columns: Column<Person>[] = [
    {
      key: "name",
      title: t("users.person"),
      onPhone: "title",
      render: (person) => (
        <div className={classes.person}>
          <Link to={`/administration/users/${person.id}`} className={classes.link}>
            {person.name || person.email}
            {person.id === me?.user.id && <span className={classes.you}>{t("users.you")}</span>}
          </Link>
          {person.name && <span className={classes.dim}>{person.email}</span>}
        </div>
      ),
    },
    { key: "state", title: t("users.state"), onPhone: "aside", render: (person) => <AccountState person={person} /> },
    { key: "profiles", title: t("profiles.title"), render: ({ profiles }) => <ProfileBadges profiles={profiles} /> },
    {
      key: "second_factor",
      title: t("users.second_factor"),
      onPhone: "hidden",
      render: ({ has_second_factor }) => has_second_factor !== null && t(has_second_factor ? "users.on" : "users.off"),
    },
    {
      key: "last_login",
      title: t("users.last_login"),
      render: ({ last_login }) => <TimeText time={last_login} isAge missing={t("users.never")} />,
    },
  ];
  return (
    <>
      <PageHeader title={t("places.users")} actions={invite} />
      <Page>
        <Group gap="sm">
          <SearchInput value={search} change={changeSearch} label={t("users.search")} />
          <Text size="xs" c="dimmed" className="num">
            {users.data && t("users.count", { count: users.data.total })}
          </Text>
        </Group>
        <Panel isFlush>
          <DataTable
            caption={t("places.users")}
            columns={columns}
            rows={users.data?.items}
            rowId={(person) => person.id}
            open={(person) => navigate(`/administration/users/${person.id}`)}
            error={users.error}
            retry={users.refetch}
            empty={
              <EmptyState
                icon={IconUsers}
                text={search ? t("users.nothing_found", { search }) : t("users.empty")}
                action={!search && invite}
              />
            }
          />
          <Pager
            offset={offset}
            limit={ROWS_A_PAGE}
            total={users.data?.total ?? 0}
            go={(to) => write({ offset: to ? String(to) : null })}
          />
        </Panel>
      </Page>
      <InviteDialog isOpen={isInviting} close={() => setInviting(false)} />
    </>
  );
}
