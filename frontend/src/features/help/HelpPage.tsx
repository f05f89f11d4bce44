import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useLocation, useParams } from "react-router";
import { api } from "@/shared/api/client";
import type { Doc, DocPage } from "@/shared/api/types";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Handbook } from "./Handbook";
import classes from "./HelpPage.module.css";

const DOCS_STAY_MS = 10 * 60_000;

/** The handbook that came with this version. */
export function HelpPage() {
  const { t } = useTranslation("help");
  const { "*": wanted = "" } = useParams();
  const { hash } = useLocation();
  const list = useQuery({
    queryKey: ["docs"],
    queryFn: ({ signal }) => api.get<Doc[]>("/api/docs", {}, signal),
    staleTime: DOCS_STAY_MS,
  });
  const first = list.data?.find(({ slug }) => slug === "architecture") ?? list.data?.[0];
  const slug = wanted || first?.slug || "";
  const page = useQuery({
    queryKey: ["docs", slug],
    queryFn: ({ signal }) => api.get<DocPage>(`/api/docs/${slug}`, {}, signal),
    enabled: slug !== "",
    staleTime: DOCS_STAY_MS,
  });
  const markdown = page.data?.markdown;
  useEffect(() => {
    if (!markdown) return;
    const target = hash ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    if (target) target.scrollIntoView();
    else document.getElementById("main")?.scrollTo(0, 0);
  }, [markdown, hash]);
  return (
    <>
      <PageHeader title={t("title")} />
      {list.error && !list.data && <ErrorState error={list.error} retry={list.refetch} />}
      {list.data?.length === 0 && <EmptyState text={t("empty")} />}
      <div className={classes.columns}>
        <nav className={classes.chapters} aria-label={t("chapters")}>
          {list.data?.map((doc) => (
            <NavLink
              key={doc.slug}
              to={`/help/${doc.slug}`}
              className={`${classes.chapter} ${doc.slug.includes("/") ? classes.below : ""}`}
              aria-current={doc.slug === slug ? "page" : undefined}
            >
              {doc.title}
            </NavLink>
          ))}
          <NavLink to="/help/reference" className={classes.chapter}>
            {t("reference.link")}
          </NavLink>
        </nav>
        {page.error ? (
          <ErrorState error={page.error} retry={page.refetch} />
        ) : page.data ? (
          <Handbook slug={slug} markdown={page.data.markdown} />
        ) : (
          list.data?.length !== 0 && !list.error && <Skeleton height={400} m="md" />
        )}
      </div>
    </>
  );
}
