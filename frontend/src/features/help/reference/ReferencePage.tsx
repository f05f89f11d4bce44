import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useLocation, useParams } from "react-router";
import { api } from "@/shared/api/client";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { SearchInput } from "@/shared/ui/SearchInput";
import { Introduction } from "./Introduction";
import { OperationView } from "./OperationView";
import { narrowed, type Specification, subjectsOf } from "./openapi";
import classes from "./ReferencePage.module.css";

const STAYS_MS = 10 * 60_000;

/** Every call of the JSON API, from the schema that the server gives of itself. */
export function ReferencePage() {
  const { t } = useTranslation("help");
  const { "*": subjectName = "" } = useParams();
  const { hash } = useLocation();
  const [search, setSearch] = useState("");
  const { data, error, refetch } = useQuery({
    queryKey: ["openapi"],
    queryFn: ({ signal }) => api.get<Specification>("/api/openapi.json", {}, signal),
    staleTime: STAYS_MS,
  });
  const subjects = useMemo(() => (data ? subjectsOf(data) : []), [data]);
  const found = useMemo(() => narrowed(subjects, search), [subjects, search]);
  const subject = subjects.find(({ name }) => name === subjectName);
  useEffect(() => {
    if (!subjects.length) return;
    const target = hash ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    if (target) target.scrollIntoView();
    else if (subjectName || !hash) document.getElementById("main")?.scrollTo(0, 0);
  }, [subjects, subjectName, hash]);
  return (
    <>
      <PageHeader title={t("reference.title")} trail={[{ to: "/help", label: t("title") }]} />
      <div className={classes.columns}>
        <nav className={classes.subjects} aria-label={t("reference.subjects")}>
          <SearchInput value={search} change={setSearch} label={t("reference.search")} />
          {found.map(({ name, operations }) => (
            <div key={name}>
              <NavLink to={`/help/reference/${name}`} className={classes.subject} end>
                {name}
                <span className={classes.count}>{operations.length}</span>
              </NavLink>
              {(name === subjectName || search) && (
                <ul className={classes.operations}>
                  {operations.map(({ operationId, method, summary }) => (
                    <li key={operationId}>
                      <NavLink to={`/help/reference/${name}#${operationId}`} className={classes.operation}>
                        <span className={classes.method} data-method={method}>
                          {method}
                        </span>
                        {summary}
                      </NavLink>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          ))}
          {data && found.length === 0 && <EmptyState isSmall text={t("reference.nothing", { search })} />}
        </nav>
        <div className={classes.content}>
          {error ? (
            <ErrorState error={error} retry={refetch} />
          ) : !data ? (
            <Skeleton height={400} />
          ) : subject ? (
            <>
              <h2 className={classes.heading}>{subject.name}</h2>
              <p className={classes.lead}>{subject.description}</p>
              {subject.operations.map((operation) => (
                <OperationView key={operation.operationId} operation={operation} specification={data} />
              ))}
            </>
          ) : subjectName ? (
            <EmptyState text={t("reference.nothing", { search: subjectName })} />
          ) : (
            <Introduction specification={data} />
          )}
        </div>
      </div>
    </>
  );
}
