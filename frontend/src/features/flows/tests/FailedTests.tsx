import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/ApiError";
import { ProblemText } from "../inspector/ProblemText";
import type { TestResult } from "../types";
import classes from "./tests.module.css";

/** The tests that a refused deploy carries; null when it was refused for another reason. */
export function failedTestsIn(error: Error | null): readonly TestResult[] | null {
  if (!(error instanceof ApiError)) return null;
  // The API promises what comes with this code.
  const answer = error.detail as { error?: { code?: string; details?: { tests?: TestResult[] } } } | undefined;
  return answer?.error?.code === "tests" ? (answer.error.details?.tests ?? []) : null;
}

/** What stands in the way of a deploy: each failing test with its differences. */
export function FailedTests({ tests }: { tests: readonly TestResult[] }) {
  const { t } = useTranslation("flows");
  return (
    <div className={classes.failedTests} data-testid="failed-tests">
      <ProblemText level="error" message={t("deploy.tests_fail", { count: tests.length })} />
      <dl>
        {tests.map(({ name, error, differences }) => (
          <div key={name}>
            <dt>{name}</dt>
            {error && <dd>{error}</dd>}
            {differences.slice(0, 5).map(({ message }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a result never changes.
              <dd key={index}>{message}</dd>
            ))}
          </div>
        ))}
      </dl>
    </div>
  );
}
