import { beforeEach, describe, expect, it } from 'vitest';
import { Playback, type PlaybackReport } from '../src/audio/playback';

const RATE = 22050;
const loud = (length: number): Int16Array => new Int16Array(length).fill(16000);

describe('Playback', () => {
  let reports: PlaybackReport[];
  let playback: Playback;

  beforeEach(() => {
    reports = [];
    playback = new Playback(48000, (report) => reports.push(report));
  });

  const render = (length = 128): Float32Array => {
    const output = new Float32Array(length);
    playback.render(output);
    return output;
  };
  const renderUntil = (type: PlaybackReport['type']): Float32Array[] => {
    const blocks: Float32Array[] = [];
    while (!reports.some((report) => report.type === type) && blocks.length < 10_000) blocks.push(render());
    return blocks;
  };
  const peak = (block: Float32Array): number => Math.max(...block.map(Math.abs));

  it('is silent until there is enough to play, then says that it started', () => {
    playback.handle({ type: 'begin', utterance: 1, sampleRate: RATE });
    playback.handle({ type: 'sound', utterance: 1, pcm: loud(882) });
    expect(peak(render())).toBe(0);
    playback.handle({ type: 'sound', utterance: 1, pcm: loud(882) });
    render();
    expect(peak(render())).toBeGreaterThan(0.4);
    expect(reports.filter(({ type }) => type === 'started')).toEqual([{ type: 'started', utterance: 1 }]);
  });

  it('plays everything, reports where it is, and finishes', () => {
    playback.handle({ type: 'begin', utterance: 4, sampleRate: RATE });
    playback.handle({ type: 'sound', utterance: 4, pcm: loud(RATE) });
    playback.handle({ type: 'end', utterance: 4 });
    const blocks = renderUntil('finished');
    const heard = blocks.flatMap((block) => [...block]).filter((sample) => Math.abs(sample) > 0.24).length;
    expect(Math.abs(heard - 48000)).toBeLessThan(8);
    expect(reports.at(-1)).toEqual({ type: 'finished', utterance: 4, played: RATE });
    const positions = reports.flatMap((report) => (report.type === 'progress' ? [report.played] : []));
    expect(positions.length).toBeGreaterThan(30);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(peak(render())).toBe(0);
  });

  it('plays even less than it likes to gather, when that is all there is', () => {
    playback.handle({ type: 'begin', utterance: 1, sampleRate: RATE });
    playback.handle({ type: 'sound', utterance: 1, pcm: loud(100) });
    playback.handle({ type: 'end', utterance: 1 });
    expect(renderUntil('finished').some((block) => peak(block) > 0.4)).toBe(true);
  });

  it('falls silent within a few milliseconds of a stop, without a click', () => {
    playback.handle({ type: 'begin', utterance: 1, sampleRate: RATE });
    playback.handle({ type: 'sound', utterance: 1, pcm: loud(RATE) });
    for (let i = 0; i < 20; i++) render();
    playback.handle({ type: 'stop' });
    const fading = renderUntil('stopped').flatMap((block) => [...block]);
    expect(fading.length).toBeLessThanOrEqual(0.012 * 48000);
    expect(Math.max(...fading.slice(1).map((sample, i) => Math.abs(sample - fading[i])))).toBeLessThan(0.01);
    expect(peak(render())).toBe(0);
  });

  it('ignores sound that comes late for an utterance that was stopped', () => {
    playback.handle({ type: 'begin', utterance: 1, sampleRate: RATE });
    playback.handle({ type: 'stop' });
    playback.handle({ type: 'begin', utterance: 2, sampleRate: RATE });
    playback.handle({ type: 'sound', utterance: 1, pcm: loud(RATE) });
    playback.handle({ type: 'end', utterance: 1 });
    expect(peak(render(1024))).toBe(0);
    expect(reports).toEqual([{ type: 'stopped', utterance: 1, played: 0 }]);
  });

  it('waits for sound that is late, says so, and loses none of it', () => {
    playback.handle({ type: 'begin', utterance: 1, sampleRate: RATE });
    playback.handle({ type: 'sound', utterance: 1, pcm: loud(4410) });
    for (let i = 0; i < 200; i++) render();
    expect(peak(render())).toBe(0);
    playback.handle({ type: 'sound', utterance: 1, pcm: loud(4410) });
    playback.handle({ type: 'end', utterance: 1 });
    renderUntil('finished');
    expect(reports.at(-1)).toMatchObject({ type: 'finished', played: 8820 });
    expect(reports.some((report) => report.type === 'progress' && report.underruns === 1)).toBe(true);
  });

  it('pauses without a click, stays where it is, and goes on with the next sample', () => {
    playback.handle({ type: 'begin', utterance: 1, sampleRate: RATE });
    playback.handle({ type: 'sound', utterance: 1, pcm: loud(RATE) });
    playback.handle({ type: 'end', utterance: 1 });
    for (let i = 0; i < 20; i++) render();
    playback.handle({ type: 'pause' });
    renderUntil('paused');
    const paused = reports.at(-1)!;
    for (let i = 0; i < 50; i++) expect(peak(render())).toBe(0);
    expect(reports.at(-1)).toBe(paused);
    playback.handle({ type: 'continue' });
    const rest = renderUntil('finished').flatMap((block) => [...block]);
    expect(rest[0]).toBe(0); // it fades in
    const left = (RATE - (paused as { played: number }).played) * (48000 / RATE);
    expect(Math.abs(rest.filter((sample) => sample !== 0).length - left)).toBeLessThan(64);
  });

  it('says at once that it has run out', () => {
    playback.handle({ type: 'begin', utterance: 1, sampleRate: RATE });
    playback.handle({ type: 'sound', utterance: 1, pcm: loud(2205) });
    for (let i = 0; i < 60; i++) render();
    expect(reports.at(-1)).toMatchObject({ type: 'progress', underruns: 1 });
    expect((reports.at(-1) as { played: number }).played).toBeGreaterThan(2205 - 32);
  });

  it('replaces what was not played yet', () => {
    playback.handle({ type: 'begin', utterance: 1, sampleRate: RATE });
    playback.handle({ type: 'sound', utterance: 1, pcm: loud(RATE) });
    playback.handle({ type: 'end', utterance: 1 });
    for (let i = 0; i < 20; i++) render();
    playback.handle({ type: 'cut', utterance: 1, samples: 5000 });
    playback.handle({ type: 'sound', utterance: 1, pcm: new Int16Array(1000).fill(-16000) });
    playback.handle({ type: 'end', utterance: 1 });
    const rest = renderUntil('finished').flatMap((block) => [...block]);
    expect(reports.at(-1)).toEqual({ type: 'finished', utterance: 1, played: 6000 });
    expect(rest.filter((sample) => sample < -0.4).length).toBeGreaterThan(1900);
  });
});
