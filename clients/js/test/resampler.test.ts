import { describe, expect, it } from 'vitest';
import { Resampler } from '../src/audio/resampler';
import { RingBuffer } from '../src/audio/ring-buffer';

const sine = (hertz: number, rate: number, seconds: number): Int16Array =>
  Int16Array.from({ length: Math.round(rate * seconds) }, (_, i) => Math.round(16000 * Math.sin((2 * Math.PI * hertz * i) / rate)));

/** Resamples with the silence around it that playback puts there, in output blocks of the given sizes. */
const resample = (pcm: Int16Array, from: number, to: number, blocks = [128]): Float32Array => {
  const ring = new RingBuffer(16);
  ring.writeSilence(Resampler.lead);
  ring.writePcm(pcm);
  ring.writeSilence(Resampler.tail);
  const resampler = new Resampler(from, to);
  const output: number[] = [];
  for (let i = 0; ; i++) {
    const block = new Float32Array(blocks[i % blocks.length]);
    const { made } = resampler.read(ring, block);
    output.push(...block.subarray(0, made));
    if (made < block.length) return Float32Array.from(output);
  }
};

/** How far a signal is from a sine of the same frequency, in decibels below it; ends left out. */
const errorDb = (signal: Float32Array, hertz: number, rate: number): number => {
  let error = 0;
  let power = 0;
  for (let i = 200; i < signal.length - 200; i++) {
    const wanted = (16000 / 32768) * Math.sin((2 * Math.PI * hertz * i) / rate);
    error += (signal[i] - wanted) ** 2;
    power += wanted ** 2;
  }
  return 10 * Math.log10(error / power);
};

describe('Resampler', () => {
  it.each([
    [440, 48000],
    [3000, 48000],
    [7000, 48000],
    [440, 44100],
    [3000, 44100],
  ])('keeps a tone of %i Hz at %i Hz', (hertz, rate) => {
    expect(errorDb(resample(sine(hertz, 22050, 0.3), 22050, rate), hertz, rate)).toBeLessThan(-60);
  });

  it('gives every sample once: as long as the source, within one sample', () => {
    for (const rate of [8000, 16000, 22050, 44100, 48000, 96000])
      expect(Math.abs(resample(sine(200, 22050, 0.5), 22050, rate).length - 0.5 * rate)).toBeLessThanOrEqual(2 * Math.ceil(rate / 22050));
  });

  it('gives the same samples in blocks of any size', () => {
    const pcm = sine(500, 22050, 0.2);
    expect(resample(pcm, 22050, 48000, [1, 7, 128, 1000])).toEqual(resample(pcm, 22050, 48000));
  });

  it('passes sound through unchanged where the rates are equal', () => {
    const pcm = sine(1000, 22050, 0.1);
    const output = resample(pcm, 22050, 22050);
    expect(output.length).toBe(pcm.length);
    pcm.forEach((sample, i) => expect(output[i]).toBeCloseTo(sample / 32768, 5));
  });

  it('holds back what a lower rate cannot carry', () => {
    const output = resample(sine(9000, 22050, 0.3), 22050, 8000).subarray(100, -100);
    expect(Math.max(...output.map(Math.abs))).toBeLessThan(0.02);
  });
});
