import { Notifications } from "@mantine/notifications";

/** Where short words about what was done come up. */
export function Toasts() {
  return <Notifications position="bottom-center" limit={4} />;
}
