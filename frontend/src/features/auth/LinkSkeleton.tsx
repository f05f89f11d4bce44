import { Skeleton } from "@mantine/core";
import { AuthPage } from "./AuthPage";

/** While the server looks at the link of a mail. */
export function LinkSkeleton({ title }: { title: string }) {
  return (
    <AuthPage title={title}>
      <div aria-busy="true">
        <Skeleton height={16} mb="md" />
        <Skeleton height={32} mb="md" />
        <Skeleton height={32} />
      </div>
    </AuthPage>
  );
}
