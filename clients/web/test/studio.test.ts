import { describe, expect, it } from 'vitest';
import { BlindRounds } from '../src/studio/blind-rounds';
import { gainOf } from '../src/studio/even-player';
import { adviceFor, type Progress, type Stage } from '../src/studio/guide';
import { PROMPTS } from '../src/studio/microphone/prompts';
import { judge, toPcm16, wordsForLevel } from '../src/studio/microphone/take';
import { inOrder } from '../src/studio/recording-list';
import { columnsOf } from '../src/studio/sound-picture';
import { TimeLeft, duration } from '../src/studio/time-left';
import type { DataRecording, Run } from '@voicesmith/client';

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
  const blind = (preferred: number, rounds: number) => ({ step: 80, against: 'step 10', preferred, rounds });

  it.each<[Partial<Progress>, Stage, string]>([
    [{}, 'Record', 'Begin with recordings'],
    [{ chosenFiles: 2 }, 'Check', 'press Upload and check'],
    [{ readySets: 1 }, 'Learn', 'press Start'],
    [{ run: run('queued') }, 'Learn', 'waits for its turn'],
    [{ run: run('running') }, 'Learn', 'first sounds come'],
    [{ run: run('running'), chosenFiles: 2 }, 'Learn', 'is learning'],
    [{ run: run('running'), bestStep: 80 }, 'Learn', 'Step 80 is the best'],
    [{ run: run('paused') }, 'Learn', 'Press Resume'],
    [{ run: run('failed') }, 'Learn', 'press Resume'],
    [{ run: run('done') }, 'Learn', 'without a validation'],
    [{ run: run('done'), bestStep: 80 }, 'Listen', 'Listen blind: step 80'],
    [{ run: run('done'), bestStep: 80, blind: blind(1, 1) }, 'Listen', 'in 1 of 1 round. Listen to some more'],
    [{ run: run('done'), bestStep: 80, blind: blind(3, 4) }, 'Promote', 'in 3 of 4 rounds. Promote it'],
    [{ run: run('done'), bestStep: 80, blind: blind(1, 4) }, 'Listen', 'Try another step'],
    [{ run: run('done', [{ step: 80, voice: 'linda', version: 'v', by: '', at: '' }]) }, 'Promote', "'linda' speaks"],
  ])('says after %o that it is time to %s: %s', (known, stage, words) => {
    const advice = adviceFor({ chosenFiles: 0, readySets: known.run ? 1 : 0, ...known });
    expect(advice.stage).toBe(stage);
    expect(advice.words).toContain(words);
  });
});

describe('BlindRounds', () => {
  it('draws the order, and counts what was behind the button', () => {
    const draws = [0.1, 0.9, 0.9];
    const rounds = new BlindRounds(2, () => draws.shift() ?? 0.9);
    expect(rounds.isReady).toBe(false);
    expect([rounds.hear('a'), rounds.hear('b'), rounds.isReady]).toEqual(['old', 'new', true]);
    expect(rounds.vote('a')).toBe('old');
    expect([rounds.isReady, rounds.sentence]).toEqual([false, 1]);
    expect([rounds.hear('a'), rounds.vote('a'), rounds.sentence]).toEqual(['new', 'new', 0]);
    expect(rounds.vote(undefined)).toBe('same');
    expect([rounds.preferred, rounds.rounds]).toEqual([1.5, 3]);
  });
});

describe('gainOf', () => {
  it('brings sounds to one level, and clips none', () => {
    const tone = (level: number): Float32Array => Float32Array.from({ length: 2000 }, (_, i) => level * Math.sin(i / 7));
    expect(gainOf(tone(0.02)) * 0.02).toBeCloseTo(gainOf(tone(0.5)) * 0.5, 3);
    expect(gainOf(Float32Array.of(1, ...new Float32Array(9999)))).toBeLessThanOrEqual(1);
    expect(gainOf(new Float32Array(10))).toBe(1);
  });
});

describe('recordings of a set', () => {
  it('come with those first that cannot be used', () => {
    const recording = (id: string, problem: string | null): DataRecording => ({ id, text: '', seconds: 1, isValidation: false, problem, url: null, isDoubtful: false, use: null });
    expect(inOrder([recording('a', null), recording('b', 'It is silent.'), recording('c', null)]).map(({ id }) => id)).toEqual(['b', 'a', 'c']);
  });

  it('are drawn by their least and greatest samples', () =>
    expect(columnsOf(Float32Array.of(0.5, -0.5, 0, 1, 0, 0), 3)).toEqual([[-0.5, 0.5], [0, 1], [0, 0]]));
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

  it('tells the level while one speaks', () => expect([-60, -20, -2].map(wordsForLevel)).toEqual(['Level: quiet', 'Level: good', 'Level: too loud']));

  it('keeps to 16 bits', () => expect([...toPcm16(Float32Array.of(0, 1, -1, 2))]).toEqual([0, 32767, -32767, 32767]));
});

describe('PROMPTS', () => {
  it('are different sentences', () => {
    expect(new Set(PROMPTS).size).toBe(PROMPTS.length);
    for (const prompt of PROMPTS) expect(prompt).toMatch(/^[A-Z].*[.!?]$/);
  });
});
