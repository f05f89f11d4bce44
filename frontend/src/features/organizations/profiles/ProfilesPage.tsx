import { Button } from "@mantine/core";
import { IconPlus, IconShieldLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import classes from "../organizations.module.css";
import { profilesQuery } from "../queries";
import type { ProfileSummary } from "../types";
import { SWITCHES } from "./switches";

export function ProfilesPage() {
  const { t } = useTranslation("organizations");
  const navigate = useNavigate();
  const profiles = useQuery(profilesQuery);
  const add = (
    <Button component={Link} to="/administration/profiles/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t("profiles.new")}
    </Button>
  );
  const columns: Column<ProfileSummary>[] = [
    {
      key: "name",
      title: t("profiles.name"),
      onPhone: "title",
      render: ({ id, name, description }) => (
        <div className={classes.person}>
          <Link to={`/administration/profiles/${id}`} className={classes.link}>
            {name}
          </Link>
          {description && <span className={classes.dim}>{description}</span>}
        </div>
      ),
    },
    {
      key: "opens",
      title: t("profiles.opens"),
      render: (profile) =>
        SWITCHES.filter((one) => profile[one])
          .map((one) => t(`switches.${one}.short`))
          .join(", ") || t("profiles.opens_nothing"),
    },
    {
      key: "members",
      title: t("profiles.members"),
      isRight: true,
      onPhone: "aside",
      render: ({ member_count }) => (
        <span className="num" title={t("profiles.member_count", { count: member_count })}>
          {member_count}
        </span>
      ),
    },
  ];
  return (
    <>
      <PageHeader title={t("places.profiles")} actions={add} />
      <Page>
        <Panel isFlush>
          <DataTable
            caption={t("places.profiles")}
            columns={columns}
            rows={profiles.data?.items}
            rowId={(profile) => profile.id}
            open={(profile) => navigate(`/administration/profiles/${profile.id}`)}
            error={profiles.error}
            retry={profiles.refetch}
            empty={<EmptyState icon={IconShieldLock} text={t("profiles.empty")} action={add} />}
          />
        </Panel>
      </Page>
    </>
  );
}
