import { NumberInput, Skeleton, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Slot } from "@/shared/nodes/slots";
import { may } from "@/shared/session/may";
import { TimeText } from "@/shared/time/TimeText";
import { ErrorState } from "@/shared/ui/ErrorState";
import { organizationQuery } from "../queries";
import type { Organization, TreeItem } from "../types";
import { DashboardsHere } from "./DashboardsHere";
import { FactsPanel } from "./FactsPanel";
import { Figures } from "./Figures";
import classes from "./view.module.css";

const LONGEST_DAYS = 36_500;

export function OrganizationView({ item }: { item: TreeItem }) {
  const organization = useQuery(organizationQuery(item.id));
  return (
    <>
      <Figures item={item} />
      <div className={classes.columns}>
        {organization.data ? (
          <OrganizationFacts organization={organization.data} />
        ) : organization.error ? (
          <ErrorState error={organization.error} retry={organization.refetch} isSmall />
        ) : (
          <Skeleton height={160} />
        )}
        <DashboardsHere organizationId={item.id} />
      </div>
      <Slot name="devices" props={{ organizationId: item.id }} height={320} />
      <Slot name="files" props={{ node: item.key, permissions: item.permissions }} height={160} />
    </>
  );
}

function OrganizationFacts({ organization }: { organization: Organization }) {
  const { t } = useTranslation("resources");
  const { name, description, retention_days } = organization;
  return (
    <FactsPanel
      address={`/api/organizations/${organization.id}`}
      canEdit={may(organization, "edit_organization")}
      values={{ name, description, retention_days: retention_days ?? ("" as number | "") }}
      body={(values) => ({
        ...values,
        name: values.name.trim(),
        retention_days: values.retention_days === "" ? null : values.retention_days,
      })}
      validate={{ name: (text) => (text.trim() ? null : t("name_missing")) }}
      facts={[
        { name: t("name"), value: name },
        { name: t("description"), value: description || "–" },
        {
          name: t("retention"),
          value: retention_days ? t("days", { count: retention_days }) : t("retention_default"),
        },
        { name: t("organization_id"), value: <code>{organization.id}</code> },
        { name: t("created"), value: <TimeText time={organization.created_at} /> },
      ]}
      fields={(form) => (
        <>
          <TextInput data-autofocus label={t("name")} maxLength={100} {...form.getInputProps("name")} />
          <Textarea
            label={t("description")}
            autosize
            minRows={1}
            maxRows={6}
            maxLength={500}
            {...form.getInputProps("description")}
          />
          <NumberInput
            label={t("retention")}
            description={t("retention_help")}
            min={1}
            max={LONGEST_DAYS}
            allowDecimal={false}
            suffix={t("days_suffix")}
            {...form.getInputProps("retention_days")}
          />
        </>
      )}
    />
  );
}
