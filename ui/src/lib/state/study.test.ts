import { describe, expect, it } from 'vitest';
import type { StudyWatch } from '../api/backend';
import type { Study, StudyQuestion } from '../api/types';
import { StudyState } from './study.svelte';

const question = (weeks: number): StudyQuestion => ({ part: 'places', weeks });

/** A counting that goes on until it is answered; it hears when it is stopped. */
function counting() {
  const runs: { watch: StudyWatch; answer: (study: Study) => void }[] = [];
  const study = (_: StudyQuestion, watch: StudyWatch) =>
    new Promise<Study>((answer, refuse) => {
      watch.signal.addEventListener('abort', () => refuse(new Error('stopped')));
      runs.push({ watch, answer });
    });
  const state = new StudyState({ study } as never);
  return { state, runs };
}

const answered = (weeks: number) => ({ question: question(weeks) }) as Study;
const later = () => new Promise((resolve) => setTimeout(resolve));

describe('a study that is asked for', () => {
  it('says how far it has come, and then the answer', async () => {
    const { state, runs } = counting();
    const shown = state.show(question(12));
    expect(state.step).toEqual({ done: 0, of: 1 });
    runs[0]?.watch.onstep(2, 5);
    expect(state.step).toEqual({ done: 2, of: 5 });
    runs[0]?.answer(answered(12));
    await shown;
    expect(state.step).toBeNull();
    expect(state.study?.question.weeks).toBe(12);
  });

  it('is stopped by hand and counted again when asked again', async () => {
    const { state, runs } = counting();
    const shown = state.show(question(12));
    state.stop();
    expect(runs[0]?.watch.signal.aborted).toBe(true);
    await shown;
    expect([state.isStopped, state.problem, state.step]).toEqual([true, null, null]);
    void state.show(question(12));
    expect(runs).toHaveLength(2);
    expect(state.isStopped).toBe(false);
  });

  it('stops the counting of the question before, whose late answer is not shown', async () => {
    const { state, runs } = counting();
    void state.show(question(4));
    const shown = state.show(question(52));
    expect(runs[0]?.watch.signal.aborted).toBe(true);
    runs[0]?.answer(answered(4));
    runs[0]?.watch.onstep(9, 9);
    await later();
    expect(state.study).toBeNull();
    expect(state.step).toEqual({ done: 0, of: 1 });
    runs[1]?.answer(answered(52));
    await shown;
    expect(state.study?.question.weeks).toBe(52);
  });

  it('is not counted again for the same question', async () => {
    const { state, runs } = counting();
    const shown = state.show(question(12));
    runs[0]?.answer(answered(12));
    await shown;
    await state.show(question(12));
    expect(runs).toHaveLength(1);
  });
});
