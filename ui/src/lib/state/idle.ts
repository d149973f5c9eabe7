// When nobody has touched the screen for a while. The clock is asked, as timers rest with the phone.

const look_ms = 5_000;

/** Calls back once nobody has touched the screen for so long; returns its undo. */
export function lockWhenIdle(after_ms: number, idle: () => void): () => void {
  let last = Date.now();
  let isDone = false;
  const look = () => {
    if (isDone || Date.now() - last < after_ms) return;
    isDone = true;
    idle();
  };
  const touch = () => {
    // A touch after the time is over opens nothing.
    look();
    last = Date.now();
  };
  const events = ['pointerdown', 'keydown'] as const;
  const timer = setInterval(look, look_ms);
  events.forEach((event) => document.addEventListener(event, touch, { capture: true }));
  document.addEventListener('visibilitychange', look);
  return () => {
    clearInterval(timer);
    events.forEach((event) => document.removeEventListener(event, touch, { capture: true }));
    document.removeEventListener('visibilitychange', look);
  };
}
