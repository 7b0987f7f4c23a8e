import { describe, expect, it } from 'vitest';
import { adviceFor } from '../src/studio/advice';
import { TimeLeft, duration } from '../src/studio/time-left';
import type { Run } from '../src/studio/training';

describe('TimeLeft', () => {
  it('is steady while the pace varies and validations come between', () => {
    const time = new TimeLeft();
    const told: (number | undefined)[] = [];
    let at = 0;
    for (let step = 10; step <= 240; step += 10) {
      at += 10_000 + (step % 20 === 0 ? 1500 : -1500) + (step % 50 === 0 ? 20_000 : 0);
      told.push(time.at(step, 240, at));
    }
    expect(told[0]).toBeUndefined();
    const late = told.slice(4) as number[];
    expect(Math.max(...late.slice(1).map((left, i) => left - late[i]))).toBeLessThanOrEqual(60);
    expect(late.at(-1)).toBe(0);
  });

  it('begins anew when the run goes back to a checkpoint', () => {
    const time = new TimeLeft();
    time.at(100, 200, 0);
    time.at(110, 200, 1000);
    expect(time.at(50, 200, 500_000)).toBeUndefined();
    expect(time.at(60, 200, 501_000)).toBe(15);
  });

  it('is said in words', () => expect([45, 600, 7200].map(duration)).toEqual(['45 s', '10 min', '2.0 h']));
});

describe('adviceFor', () => {
  const run = (state: Run['state'], promoted: Run['promoted'] = []): Run => ({ state, promoted }) as unknown as Run;

  it('says what to do next at every stage', () => {
    expect(adviceFor({ readySets: 0 })).toContain('Begin with recordings');
    expect(adviceFor({ readySets: 1 })).toContain('press Start');
    expect(adviceFor({ readySets: 1, run: run('running') })).toContain('first sounds come');
    expect(adviceFor({ readySets: 1, run: run('running'), bestStep: 80 })).toContain('Step 80 is the best');
    expect(adviceFor({ readySets: 1, run: run('done'), bestStep: 80 })).toContain('promote it');
    expect(adviceFor({ readySets: 1, run: run('failed') })).toContain('press Resume');
    expect(adviceFor({ readySets: 1, run: run('done', [{ step: 80, voice: 'linda', version: 'v', by: '' }]) })).toContain("'linda' speaks");
  });
});
