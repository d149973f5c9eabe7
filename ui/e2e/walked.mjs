// The pass that the screens show.

/** A pass with a gap of six minutes, as the phone keeps it. */
export const walked = (() => {
  const now = Date.parse('2026-11-23T07:12:00Z');
  const at = (min, east, north) => ({
    at: now - min * 60_000,
    lon: 12.53262 + east / 59_000,
    lat: 57.92935 + north / 111_195,
    accuracy_m: 8,
  });
  const track = [
    { ...at(40, -420, 120), begins: true },
    at(38, -300, 150),
    at(36, -180, 210),
    at(34, -60, 160),
    at(32, -20, 60),
    at(26, 110, -60),
    at(24, 180, 20),
    at(22, 150, 120),
    at(20, 40, 90),
    at(18, 0, 0),
  ];
  const company = { colleague: 'Robin Dahl', vehicle: '' };
  return {
    id: 'p1',
    startedAt: now - 84 * 60_000 - 6_000,
    pausedAt: null,
    pausedMs: 0,
    track,
    ...company,
    checkpoints: [{ name: 'Stadsparken, bron', at: now - 70 * 60_000 }],
  };
})();
