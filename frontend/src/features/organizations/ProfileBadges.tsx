import { Badge, Group } from "@mantine/core";

const SHOWN = 3;

/** Names of profiles, as many as fit into a row. */
export function ProfileBadges({ profiles }: { profiles: readonly { id: number; name: string }[] }) {
  const rest = profiles.length - SHOWN;
  return (
    <Group gap={4} wrap="nowrap" component="span">
      {profiles.slice(0, SHOWN).map(({ id, name }) => (
        <Badge key={id} color="gray">
          {name}
        </Badge>
      ))}
      {rest > 0 && (
        <Badge color="gray" title={profiles.map(({ name }) => name).join(", ")}>
          +{rest}
        </Badge>
      )}
    </Group>
  );
}
