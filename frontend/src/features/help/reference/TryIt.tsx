import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { call } from "@/shared/api/client";
import { addressFor, contentOf, type Operation } from "./openapi";
import classes from "./ReferencePage.module.css";

const SHOWN_CHARACTERS = 50_000;

interface Outcome {
  text: string;
  isError: boolean;
  took_ms: number;
}

function pretty(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  if (text === undefined) return "";
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

/** Send the call as the person who is logged in. It is no rehearsal: what it changes is changed. */
export function TryIt({ operation, example }: { operation: Operation; example: string }) {
  const { t } = useTranslation("help");
  const [values, setValues] = useState<Record<string, string>>({});
  const [body, setBody] = useState(example);
  const [problem, setProblem] = useState("");
  const isJson = contentOf(operation.requestBody)?.mediaType === "application/json";
  const asked = operation.parameters.filter(({ in: place }) => place === "path" || place === "query");
  const send = useMutation({
    mutationFn: async (parsed: unknown): Promise<Outcome> => {
      const began = performance.now();
      try {
        const answer = await call<unknown>(operation.method, addressFor(operation, values), { body: parsed });
        return { text: pretty(answer), isError: false, took_ms: performance.now() - began };
      } catch (cause) {
        const error = asApiError(cause);
        return { text: `${error.status} ${error.message}`, isError: true, took_ms: performance.now() - began };
      }
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setProblem("");
    try {
      send.mutate(isJson ? JSON.parse(body) : undefined);
    } catch (cause) {
      setProblem(cause instanceof Error ? cause.message : String(cause));
    }
  };
  return (
    <form className={classes.tryIt} onSubmit={submit}>
      {operation.method !== "GET" && <p className={classes.warning}>{t("reference.real")}</p>}
      {asked.map(({ name, in: place, required, description }) => (
        <TextInput
          key={`${place} ${name}`}
          size="xs"
          label={name}
          description={description}
          required={required}
          value={values[`${place} ${name}`] ?? ""}
          onChange={(event) => setValues({ ...values, [`${place} ${name}`]: event.currentTarget.value })}
        />
      ))}
      {isJson && (
        <Textarea
          size="xs"
          label={t("reference.json")}
          autosize
          minRows={4}
          maxRows={20}
          classNames={{ input: classes.code }}
          value={body}
          error={problem}
          onChange={(event) => setBody(event.currentTarget.value)}
        />
      )}
      <Button type="submit" size="xs" loading={send.isPending}>
        {t("reference.send", { method: operation.method })}
      </Button>
      {send.data && (
        <div role="status" className={send.data.isError ? classes.failed : undefined}>
          <p className={classes.type}>{t("reference.took", { ms: Math.round(send.data.took_ms) })}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long answers scroll, and not everybody has a mouse. */}
          <pre className={classes.result} tabIndex={0}>
            {send.data.text || t("reference.no_body")}
          </pre>
        </div>
      )}
    </form>
  );
}
