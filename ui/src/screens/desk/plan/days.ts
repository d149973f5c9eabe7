// Days of the plan as people read them.
import { shortDay, type Clock } from '$lib/time';

/** 3 nov 2026 */
export function dayWords(day: string, clock: Clock): string {
  return `${shortDay(Date.parse(`${day}T12:00Z`), clock)} ${day.slice(0, 4)}`;
}

/** A new name for a part of a document: short, and nobody else's. */
export function partName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** So many days later, earlier below 0. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The Monday of the week that a day belongs to. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T12:00Z`).getUTCDay();
  return plusDays(day, -((weekday + 6) % 7));
}
