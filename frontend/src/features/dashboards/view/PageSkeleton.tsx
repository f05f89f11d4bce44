import { Skeleton } from "@mantine/core";
import classes from "./PageSkeleton.module.css";

/** The grey outline of a typical page: a row of cards, a wide chart, two tables. */
export function PageSkeleton() {
  return (
    <div className={classes.page} aria-busy data-testid="dashboard-loading">
      {["a", "b", "c", "d"].map((card) => (
        <Skeleton key={card} className={classes.card} />
      ))}
      <Skeleton className={classes.wide} />
      <Skeleton className={classes.half} />
      <Skeleton className={classes.half} />
    </div>
  );
}
