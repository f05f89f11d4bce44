import { useTranslation } from "react-i18next";
import { ProblemText } from "../inspector/ProblemText";
import type { TestResult } from "../types";
import classes from "./tests.module.css";

/** What came of a test: that it passed, or each place where it came otherwise. */
export function DifferenceList({ result }: { result: TestResult }) {
  const { t } = useTranslation("flows");
  if (result.is_ok) {
    return (
      <p className={classes.passedText} data-testid="test-result">
        {t("tests.all_as_expected", { count: result.checked })}
      </p>
    );
  }
  return (
    <div data-testid="test-result">
      {result.error && <ProblemText level="error" message={result.error} />}
      {result.differences.map(({ message }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a result never changes.
        <ProblemText key={index} level="error" message={message} />
      ))}
    </div>
  );
}
