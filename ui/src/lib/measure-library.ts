// The library of measures: what ships, and the municipality's own entries before it.
import library from '../../../crates/domain/measures/library.json';
import type { LibraryEntry, MeasureType, Municipality } from './api/types';

/** Every entry, the municipality's own first. */
export function measureLibrary(municipality: Municipality | null): LibraryEntry[] {
  return [...(municipality?.measures ?? []), ...(library.entries as LibraryEntry[])];
}

/** Those of one kind. */
export function entriesOf(all: LibraryEntry[], type: MeasureType): LibraryEntry[] {
  return all.filter((entry) => entry.measure_type === type);
}
