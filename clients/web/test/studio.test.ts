import { describe, expect, it } from 'vitest';
import { adviceFor } from '../src/studio/advice';
import { PROMPTS } from '../src/studio/microphone/prompts';
import { judge, toPcm16 } from '../src/studio/microphone/take';
import { TimeLeft, duration } from '../src/studio/time-left';
import type { Run } from '@voicesmith/client';

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
    expect(adviceFor({ readySets: 1, run: run('done', [{ step: 80, voice: 'linda', version: 'v', by: '', at: '' }]) })).toContain("'linda' speaks");
  });
});

describe('judge', () => {
  const RATE = 48000;
  const text = 'The old clock struck four.';
  /** Speech-like sound with silence around it. */
  const take = ({ level = 0.2, noise = 0.0005, seconds = 2, before = 0.4, after = 0.4 } = {}) => {
    let seed = 7;
    const random = (): number => ((seed = (seed * 48271) % 2147483647) / 2147483647) * 2 - 1;
    const [start, end] = [before * RATE, (before + seconds) * RATE];
    const samples = Float32Array.from({ length: Math.round(end + after * RATE) }, (_, i) =>
      Math.max(-1, Math.min(1, noise * random() + (i >= start && i < end ? level * Math.sin(i / 40) : 0))));
    return { samples, sampleRate: RATE };
  };

  it.each([
    [{}, undefined],
    [{ level: 1.5 }, /clipped/],
    [{ level: 0.005 }, /Too quiet/],
    [{ noise: 0.1 }, /Too noisy/],
    [{ noise: 0.01, level: 0.3 }, /noise behind/],
    [{ seconds: 0.3 }, /Too short/],
    [{ seconds: 9 }, /Too long/],
    [{ before: 0 }, /begins too soon/],
    [{ after: 0 }, /ends too soon/],
  ])('of %o finds %o', (how, problem) => {
    const { problems } = judge(take(how), text);
    if (problem) expect(problems[0]).toMatch(problem);
    else expect(problems).toEqual([]);
  });

  it('keeps to 16 bits', () => expect([...toPcm16(Float32Array.of(0, 1, -1, 2))]).toEqual([0, 32767, -32767, 32767]));
});

describe('PROMPTS', () => {
  it('are different sentences', () => {
    expect(new Set(PROMPTS).size).toBe(PROMPTS.length);
    for (const prompt of PROMPTS) expect(prompt).toMatch(/^[A-Z].*[.!?]$/);
  });
});
