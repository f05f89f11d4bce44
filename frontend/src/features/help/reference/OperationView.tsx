import { Button, CopyButton } from "@mantine/core";
import { IconCopy, IconPlayerPlay } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Handbook } from "../Handbook";
import {
  addressFor,
  boundsOf,
  contentOf,
  curlFor,
  exampleOf,
  type Operation,
  type Specification,
  typeWords,
} from "./openapi";
import classes from "./ReferencePage.module.css";
import { SchemaFields } from "./SchemaFields";
import { TryIt } from "./TryIt";

interface OperationViewProps {
  operation: Operation;
  specification: Specification;
}

/** One call: what it is for, what it takes, what it answers. */
export function OperationView({ operation, specification }: OperationViewProps) {
  const { t } = useTranslation("help");
  const [isTrying, setTrying] = useState(false);
  const tryId = useId();
  const { operationId, method, path, summary, description, parameters, requestBody, answers, security } = operation;
  const content = contentOf(requestBody);
  const body = content ? JSON.stringify(exampleOf(specification, content.schema), null, 2) : "";
  const isForPeople = security?.length === 0 || security?.some((entry) => "session" in entry);
  const success = answers.filter(({ status }) => status < "400");
  const failures = answers.filter(({ status }) => status >= "400");
  const curl = curlFor(
    operation,
    addressFor(operation, {}).replace(/\/\//g, "/…/").replace(/\/$/, "/…"),
    window.location.origin,
    body,
  );
  return (
    <section id={operationId} className={classes.section} aria-labelledby={`${operationId}-title`}>
      <h3 id={`${operationId}-title`} className={classes.summary}>
        {summary}
      </h3>
      <p className={classes.line}>
        <span className={classes.method} data-method={method}>
          {method}
        </span>
        <code className={classes.path}>{path}</code>
      </p>
      {description && <Handbook slug="api" markdown={description} />}
      <p className={classes.who}>
        {security?.length === 0
          ? t("reference.public")
          : (security ?? [])
              .flatMap((entry) => Object.keys(entry))
              .map((name) => t(`reference.way.${name}`, { defaultValue: name }))
              .join(" · ")}
      </p>
      {parameters.length > 0 && (
        <table className={classes.fields}>
          <caption>{t("reference.parameters")}</caption>
          <tbody>
            {parameters.map(({ name, in: place, required, description: says, schema = {} }) => (
              <tr key={`${place} ${name}`}>
                <th scope="row">
                  <code>{name}</code>
                  {required && <span className={classes.required}>{t("reference.required")}</span>}
                </th>
                <td>
                  <span className={classes.type}>
                    {t(`reference.in.${place}`)} · {typeWords(specification, schema)}
                  </span>
                  <span className={classes.bounds}>{boundsOf(schema)}</span>
                  {says && <span className={classes.says}>{says}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {content && (
        <>
          <h4 className={classes.part}>{t("reference.body", { type: content.mediaType })}</h4>
          <SchemaFields specification={specification} schema={content.schema} />
        </>
      )}
      {success.map(({ status, answer }) => {
        const brought = contentOf(answer);
        return (
          <div key={status}>
            <h4 className={classes.part}>{t("reference.answer", { status, type: brought?.mediaType ?? "" })}</h4>
            {brought?.schema && <SchemaFields specification={specification} schema={brought.schema} />}
          </div>
        );
      })}
      <details className={classes.errors}>
        <summary>{t("reference.errors", { count: failures.length })}</summary>
        <dl className={classes.schemes}>
          {failures.map(({ status, answer }) => (
            <div key={status}>
              <dt>{status}</dt>
              <dd>{answer.description?.replaceAll("`", "")}</dd>
            </div>
          ))}
        </dl>
      </details>
      <div className={classes.actions}>
        {isForPeople && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerPlay size={14} />}
            aria-expanded={isTrying}
            aria-controls={tryId}
            onClick={() => setTrying(!isTrying)}
          >
            {t("reference.try")}
          </Button>
        )}
        <CopyButton value={curl}>
          {({ copied, copy }) => (
            <Button size="xs" variant="subtle" leftSection={<IconCopy size={14} />} onClick={copy}>
              {copied ? t("reference.copied") : t("reference.curl")}
            </Button>
          )}
        </CopyButton>
      </div>
      <div id={tryId}>{isTrying && <TryIt operation={operation} example={body} />}</div>
    </section>
  );
}
