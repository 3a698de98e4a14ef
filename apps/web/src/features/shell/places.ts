import { IconAnchor, IconBox, IconLayoutDashboard, IconListCheck, IconStack2 } from '@tabler/icons-react';

/** The places of the dashboard, in the order of the navigation; `key` follows `g` on the keyboard. */
export const PLACES = [
  { id: 'overview', href: '/', key: 'o', Icon: IconLayoutDashboard },
  { id: 'hosts', href: '/hosts/', key: 'h', Icon: IconAnchor },
  { id: 'containers', href: '/containers/', key: 'c', Icon: IconBox },
  { id: 'images', href: '/images/', key: 'i', Icon: IconStack2 },
  { id: 'jobs', href: '/jobs/', key: 'j', Icon: IconListCheck },
] as const;
