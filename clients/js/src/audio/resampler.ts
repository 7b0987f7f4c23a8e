import type { RingBuffer } from './ring-buffer';

const TAPS = 32; // source samples under one output sample
const PHASES = 256; // between two source samples, interpolated
const BETA = 8; // Kaiser window: side lobes near -80 dB

/**
 * Plays a ring buffer at another sample rate: band-limited interpolation by a windowed sinc.
 * Exact whatever the block sizes: it consumes the ring buffer and remembers its place between two samples.
 */
export class Resampler {
  private readonly table: Float32Array;
  private readonly step: number;
  private phase = 0; // 0..1 between ring sample TAPS/2 - 1 and the next

  /** Rates in Hz. */
  constructor(sourceRate: number, targetRate: number) {
    this.step = sourceRate / targetRate;
    this.table = kernels(Math.min(1, targetRate / sourceRate));
  }

  /** Silence that goes before the first sample, so that it is the first one heard. */
  static readonly lead = TAPS / 2 - 1;

  /** Silence that goes after the last sample, so that it is heard too. */
  static readonly tail = TAPS / 2;

  /** Whether the next output sample can be made. */
  static canRead(ring: RingBuffer): boolean {
    return ring.length >= TAPS;
  }

  /** Fills as much of the output as the ring buffer allows; returns output samples made and source samples used up. */
  read(ring: RingBuffer, output: Float32Array): { made: number; used: number } {
    let made = 0;
    let used = 0;
    while (made < output.length && Resampler.canRead(ring)) {
      output[made++] = this.interpolate(ring);
      this.phase += this.step;
      const whole = Math.floor(this.phase);
      this.phase -= whole;
      ring.skip(whole);
      used += whole;
    }
    return { made, used };
  }

  private interpolate(ring: RingBuffer): number {
    const place = this.phase * PHASES;
    const row = Math.floor(place);
    const share = place - row;
    const lower = row * TAPS;
    const upper = lower + TAPS;
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap++) {
      const weight = this.table[lower + tap] + share * (this.table[upper + tap] - this.table[lower + tap]);
      sum += weight * ring.at(tap);
    }
    return sum;
  }
}

/** One row of weights for each phase and one more, for interpolation. Each row adds up to 1, so that a constant stays one. */
function kernels(cutoff: number): Float32Array {
  const table = new Float32Array((PHASES + 1) * TAPS);
  for (let row = 0; row <= PHASES; row++) {
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap++) {
      const distance = tap - (TAPS / 2 - 1) - row / PHASES;
      const weight = sinc(distance * cutoff) * kaiser(distance / (TAPS / 2));
      table[row * TAPS + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < TAPS; tap++) table[row * TAPS + tap] /= sum;
  }
  return table;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return Math.abs(x) > 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
}

/** The modified Bessel function of the first kind, order 0, by its power series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
