import {
  IconAnchor,
  IconBox,
  IconBuildingWarehouse,
  IconGauge,
  IconHammer,
  IconHistory,
  IconLayoutDashboard,
  IconListCheck,
  IconLogs,
  IconStack2,
} from '@tabler/icons-react';

interface Place {
  id: string;
  href: string;
  /** Follows `g` on the keyboard. */
  key: string;
  Icon: typeof IconBox;
  /** On a narrow screen it is in the menu: the bar has room for five. */
  inMenu?: true;
}

/** The places of the dashboard, in the order of the navigation. */
export const PLACES = [
  { id: 'overview', href: '/', key: 'o', Icon: IconLayoutDashboard },
  { id: 'hosts', href: '/hosts/', key: 'h', Icon: IconAnchor },
  { id: 'containers', href: '/containers/', key: 'c', Icon: IconBox },
  { id: 'top', href: '/top/', key: 't', Icon: IconGauge, inMenu: true },
  { id: 'logs', href: '/logs/', key: 'l', Icon: IconLogs, inMenu: true },
  { id: 'images', href: '/images/', key: 'i', Icon: IconStack2 },
  { id: 'build', href: '/build/', key: 'b', Icon: IconHammer, inMenu: true },
  { id: 'registries', href: '/registries/', key: 'r', Icon: IconBuildingWarehouse, inMenu: true },
  { id: 'jobs', href: '/jobs/', key: 'j', Icon: IconListCheck },
  { id: 'audit', href: '/audit/', key: 'a', Icon: IconHistory, inMenu: true },
] as const satisfies readonly Place[];
