import { Anchor, Group, NumberInput, Select, Skeleton, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Slot } from "@/shared/nodes/slots";
import { may } from "@/shared/session/may";
import { ErrorState } from "@/shared/ui/ErrorState";
import { siteQuery } from "../queries";
import type { Site, TreeItem } from "../types";
import { DashboardsHere } from "./DashboardsHere";
import { FactsPanel } from "./FactsPanel";
import { Figures } from "./Figures";
import { LocalTime } from "./LocalTime";
import classes from "./view.module.css";

export function SiteView({ item, organizationId }: { item: TreeItem; organizationId: string }) {
  const site = useQuery(siteQuery(Number(item.id)));
  const organization = site.data?.organization_id ?? organizationId;
  return (
    <>
      <Figures item={item} />
      <div className={classes.columns}>
        {site.data ? (
          <SiteFacts site={site.data} />
        ) : site.error ? (
          <ErrorState error={site.error} retry={site.refetch} isSmall />
        ) : (
          <Skeleton height={160} />
        )}
        <DashboardsHere organizationId={organization} siteId={Number(item.id)} />
      </div>
      <Slot name="devices" props={{ siteId: Number(item.id), organizationId: organization }} height={320} />
    </>
  );
}

type MaybeNumber = number | "";

const orNull = (value: MaybeNumber) => (value === "" ? null : value);

function SiteFacts({ site }: { site: Site }) {
  const { t } = useTranslation("resources");
  const zones = useMemo(() => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")], []);
  const { name, description, latitude, longitude, time_zone } = site;
  const place = latitude !== null && longitude !== null ? `${latitude}, ${longitude}` : null;
  return (
    <FactsPanel
      address={`/api/sites/${site.id}`}
      canEdit={may(site, "manage_sites")}
      values={{
        name,
        description,
        latitude: latitude ?? ("" as MaybeNumber),
        longitude: longitude ?? ("" as MaybeNumber),
        time_zone: time_zone || "UTC",
      }}
      body={(values) => ({
        ...values,
        name: values.name.trim(),
        latitude: orNull(values.latitude),
        longitude: orNull(values.longitude),
        time_zone: values.time_zone === "UTC" ? "" : values.time_zone,
      })}
      validate={{
        name: (text) => (text.trim() ? null : t("name_missing")),
        longitude: (value, { latitude: other }) => ((value === "") === (other === "") ? null : t("both_coordinates")),
      }}
      facts={[
        { name: t("name"), value: name },
        { name: t("description"), value: description || "–" },
        {
          name: t("coordinates"),
          value: place ? (
            <Anchor href={`geo:${latitude},${longitude}`} className="num">
              {place}
            </Anchor>
          ) : (
            "–"
          ),
        },
        { name: t("time_zone"), value: <LocalTime zone={time_zone || "UTC"} /> },
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
          <Group grow align="flex-start">
            <NumberInput
              label={t("latitude")}
              min={-90}
              max={90}
              decimalScale={6}
              suffix="°"
              {...form.getInputProps("latitude")}
            />
            <NumberInput
              label={t("longitude")}
              min={-180}
              max={180}
              decimalScale={6}
              suffix="°"
              {...form.getInputProps("longitude")}
            />
          </Group>
          <Select
            label={t("time_zone")}
            data={zones}
            searchable
            allowDeselect={false}
            limit={50}
            {...form.getInputProps("time_zone")}
          />
        </>
      )}
    />
  );
}
