import { Notifications } from '@mantine/notifications';

/** Rendered once a first toast is wanted. */
export default function Toasts() {
  return <Notifications position="bottom-right" limit={4} autoClose={6_000} />;
}
