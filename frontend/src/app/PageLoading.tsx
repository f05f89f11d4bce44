import { Skeleton, Stack } from "@mantine/core";

/** While the code of a page is on its way. */
export function PageLoading() {
  return (
    <Stack p="md" gap="md" aria-busy="true">
      <Skeleton height={32} width="30%" />
      <Skeleton height={120} />
      <Skeleton height={240} />
    </Stack>
  );
}
