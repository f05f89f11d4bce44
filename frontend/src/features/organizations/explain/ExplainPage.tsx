import { Select, Skeleton } from "@mantine/core";
import { IconZoomQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { NodeField } from "@/shared/pickers/NodeField";
import { useSearchState } from "@/shared/routing/useSearchState";
import { useMe } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { explanationQuery } from "../queries";
import { Answer } from "./Answer";
import classes from "./ExplainPage.module.css";
import { PersonField } from "./PersonField";
import { askable } from "./permissions";

/** Why may, or may not, this person do this here? The question stands in the address. */
export function ExplainPage() {
  const { t } = useTranslation("organizations");
  const me = useMe();
  const [read, write] = useSearchState();
  const question = {
    user: Number(read("user")) || null,
    node: read("node") || `o:${me?.organization.id ?? ""}`,
    permission: read("permission") || "read",
    door: read("door") || "browser",
  };
  const explanation = useQuery(explanationQuery(question));
  return (
    <>
      <PageHeader title={t("places.explain")} />
      <Page isNarrow>
        <Panel title={t("explain.title")}>
          <div className={classes.question}>
            <PersonField value={question.user} change={(id) => write({ user: id ? String(id) : null })} />
            <Select
              label={t("explain.permission")}
              searchable
              // What is typed takes the place of what is chosen.
              onFocus={(event) => event.currentTarget.select()}
              allowDeselect={false}
              data={askable(t)}
              value={question.permission}
              onChange={(permission) => write({ permission })}
            />
            <NodeField label={t("explain.node")} value={question.node} change={(node) => write({ node })} />
            <Select
              label={t("explain.door")}
              allowDeselect={false}
              data={(["browser", "rest"] as const).map((value) => ({ value, label: t(`explain.doors.${value}`) }))}
              value={question.door}
              onChange={(door) => write({ door: door === "browser" ? null : door })}
            />
          </div>
        </Panel>
        {question.user === null ? (
          <Panel>
            <EmptyState icon={IconZoomQuestion} text={t("explain.empty")} />
          </Panel>
        ) : explanation.error ? (
          <ErrorState error={explanation.error} retry={explanation.refetch} />
        ) : explanation.data ? (
          <Answer explanation={explanation.data} />
        ) : (
          <Skeleton height={176} radius="md" />
        )}
      </Page>
    </>
  );
}
