import { Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./exports.module.css";

interface JobStateProps {
  name: string;
  job: { status: string; progress: number; error: string; notes: string[] };
  /** What it is called while it runs or when it is done, where that is not just "Done". */
  words?: string;
}

/** Where a piece of work stands, in words and as a bar. */
export function JobState({ name, job, words }: JobStateProps) {
  const { t } = useTranslation("data");
  const percent = Math.floor(job.progress * 100);
  return (
    <div className={classes.state}>
      <span>
        {words ?? t(`status.${job.status}`)}
        {job.status === "running" && <span className="num"> {percent} %</span>}
      </span>
      {job.status === "running" && (
        <Progress size="sm" value={percent} aria-label={t("exports.progress", { name, percent })} />
      )}
      {job.error && <span className={classes.problem}>{job.error}</span>}
      {job.notes.map((note) => (
        <span key={note} className={classes.detail}>
          {note}
        </span>
      ))}
    </div>
  );
}
