// The category icons, bundled: distinct in shape, not only in colour.
import BadgeAlert from '@lucide/svelte/icons/badge-alert';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import Car from '@lucide/svelte/icons/car';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import Ellipsis from '@lucide/svelte/icons/ellipsis';
import Flame from '@lucide/svelte/icons/flame';
import HandFist from '@lucide/svelte/icons/hand-fist';
import LightbulbOff from '@lucide/svelte/icons/lightbulb-off';
import LockOpen from '@lucide/svelte/icons/lock-open';
import Pill from '@lucide/svelte/icons/pill';
import SprayCan from '@lucide/svelte/icons/spray-can';
import Users from '@lucide/svelte/icons/users';

const icons = {
  'badge-alert': BadgeAlert,
  'calendar-clock': CalendarClock,
  car: Car,
  'circle-check': CircleCheck,
  ellipsis: Ellipsis,
  flame: Flame,
  'hand-fist': HandFist,
  'lightbulb-off': LightbulbOff,
  'lock-open': LockOpen,
  pill: Pill,
  'spray-can': SprayCan,
  users: Users,
};

export const iconNames = Object.keys(icons);

export function iconOf(name: string): typeof Ellipsis {
  return name in icons ? icons[name as keyof typeof icons] : Ellipsis;
}
