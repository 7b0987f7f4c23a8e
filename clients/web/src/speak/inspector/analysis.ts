import type { Track } from '@voicesmith/client';

const HOP_SECONDS = 0.0116;
const SIZE = 1024; // samples of a frame
const BANDS = 64;
const LOWEST_HZ = 60; // of a voice's pitch
const HIGHEST_HZ = 420;
const VOICED = 0.45; // of a frame's energy that its period explains, at least
const QUIET_DB = -50;
const FRAMES_AT_ONCE = 60; // so that the page stays quick

/** What is measured of 12 ms of sound. */
export interface Frame {
  loudnessDb: number;
  /** 0 where nothing has a pitch. */
  pitchHz: number;
  /** Log energies by mel band, from low to high; 0 is silence and 1 is full scale. */
  mel: Float32Array;
}

/** Loudness, pitch and mel picture of a track that is still growing. */
export class Analysis {
  readonly frames: Frame[] = [];
  private track: Track | undefined;
  private cuts = 0; // that were followed
  private filters: Float32Array[] = [];

  /** Samples between two frames. */
  get hop(): number {
    return Math.round((this.track?.sampleRate ?? 0) * HOP_SECONDS);
  }

  /** Measures some more of a track; true while there is more to measure. */
  follow(track: Track): boolean {
    if (track !== this.track) {
      this.frames.length = this.cuts = 0;
      this.filters = melFilters(track.sampleRate);
    }
    this.track = track;
    const whole = Math.max(0, Math.floor((track.length - SIZE) / this.hop) + 1);
    for (; this.cuts < track.cuts.length; this.cuts++)
      this.frames.length = Math.min(this.frames.length, Math.max(0, Math.floor((track.cuts[this.cuts] - SIZE) / this.hop) + 1));
    const end = Math.min(whole, this.frames.length + FRAMES_AT_ONCE);
    while (this.frames.length < end) this.frames.push(this.measure(track.read(this.frames.length * this.hop, SIZE), track.sampleRate));
    return end < whole;
  }

  private measure(pcm: Int16Array, sampleRate: number): Frame {
    const samples = Float32Array.from(pcm, (sample) => sample / 32768);
    const loudnessDb = 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 1e-12) / SIZE);
    const power = powerSpectrum(samples);
    const mel = Float32Array.from(this.filters, (filter) => {
      const energy = filter.reduce((sum, weight, bin) => sum + weight * power[bin], 1e-9);
      return Math.min(1, Math.max(0, (Math.log10(energy) + 6) / 7));
    });
    return { loudnessDb, pitchHz: loudnessDb < QUIET_DB ? 0 : pitchOf(samples, sampleRate), mel };
  }
}

/** The pitch of a frame, by the lag at which it is most like itself; 0 if it is not. */
export function pitchOf(samples: Float32Array, sampleRate: number): number {
  const [shortest, longest] = [Math.floor(sampleRate / HIGHEST_HZ), Math.min(Math.ceil(sampleRate / LOWEST_HZ), SIZE / 2)];
  const likeness = new Float32Array(longest + 2);
  for (let lag = shortest - 1; lag <= longest + 1; lag++) {
    let [both, first, second] = [0, 1e-9, 1e-9];
    for (let i = 0; i < SIZE / 2; i++) {
      both += samples[i] * samples[i + lag];
      first += samples[i] ** 2;
      second += samples[i + lag] ** 2;
    }
    likeness[lag] = both / Math.sqrt(first * second);
  }
  const best = likeness.subarray(shortest, longest + 1).reduce((max, one) => Math.max(max, one), 0);
  if (best < VOICED) return 0;
  // The first peak that is nearly the best: later ones are its multiples.
  for (let lag = shortest; lag <= longest; lag++) {
    const [before, here, after] = [likeness[lag - 1], likeness[lag], likeness[lag + 1]];
    if (here < 0.9 * best || here < before || here < after) continue;
    const shift = (before - after) / (2 * (before - 2 * here + after) || 1); // of a parabola's top
    return sampleRate / (lag + shift);
  }
  return 0;
}

/** Power by bin of a frame under a Hann window. */
export function powerSpectrum(samples: Float32Array): Float32Array {
  const real = samples.map((sample, i) => sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / SIZE)));
  const imaginary = new Float32Array(SIZE);
  for (let i = 1, j = 0; i < SIZE; i++) {
    let bit = SIZE >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [real[i], real[j]] = [real[j], real[i]];
  }
  for (let length = 2; length <= SIZE; length *= 2) {
    for (let k = 0; k < length / 2; k++) {
      const [cosine, sine] = [Math.cos((-2 * Math.PI * k) / length), Math.sin((-2 * Math.PI * k) / length)];
      for (let start = k; start < SIZE; start += length) {
        const other = start + length / 2;
        const x = real[other] * cosine - imaginary[other] * sine;
        const y = real[other] * sine + imaginary[other] * cosine;
        [real[other], imaginary[other]] = [real[start] - x, imaginary[start] - y];
        [real[start], imaginary[start]] = [real[start] + x, imaginary[start] + y];
      }
    }
  }
  return real.subarray(0, SIZE / 2 + 1).map((value, bin) => value ** 2 + imaginary[bin] ** 2);
}

/** Triangles over the spectrum, evenly spaced in mels. */
function melFilters(sampleRate: number): Float32Array[] {
  const mel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
  const hertz = (value: number): number => 700 * (10 ** (value / 2595) - 1);
  const top = mel(Math.min(8000, sampleRate / 2));
  const bin = (band: number): number => (hertz((top * band) / (BANDS + 1)) * SIZE) / sampleRate;
  return Array.from({ length: BANDS }, (_, band) => {
    const [low, middle, high] = [bin(band), bin(band + 1), bin(band + 2)];
    const filter = Float32Array.from({ length: SIZE / 2 + 1 }, (_one, i) => Math.max(0, Math.min((i - low) / (middle - low), (high - i) / (high - middle))));
    const sum = filter.reduce((total, weight) => total + weight, 0);
    if (sum === 0) filter[Math.round(middle)] = 1; // narrower than a bin
    return filter;
  });
}
