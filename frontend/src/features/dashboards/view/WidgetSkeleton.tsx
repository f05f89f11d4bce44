import { Group, Skeleton, Stack } from "@mantine/core";
import type { Shape } from "../widgets/widget";

/** Grey in the shape of what will come. */
export function WidgetSkeleton({ shape }: { shape: Shape }) {
  switch (shape) {
    case "value":
      return (
        <Stack gap="sm" h="100%" justify="center">
          <Skeleton height="45%" width="60%" radius="sm" />
          <Skeleton height={12} width="30%" radius="sm" />
        </Stack>
      );
    case "round":
      return (
        <Group h="100%" justify="center">
          <Skeleton circle style={{ width: "auto", height: "80%", aspectRatio: 1 }} />
        </Group>
      );
    case "table":
      return (
        <Stack gap="sm">
          {["a", "b", "c", "d"].map((row) => (
            <Skeleton key={row} height={18} radius="sm" />
          ))}
        </Stack>
      );
    case "control":
      return <Skeleton height={40} radius="md" my="auto" />;
    case "chart":
      return <Skeleton height="100%" radius="sm" />;
  }
}
