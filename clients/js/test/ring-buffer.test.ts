import { describe, expect, it } from 'vitest';
import { RingBuffer } from '../src/audio/ring-buffer';

const take = (ring: RingBuffer, count: number): number[] => {
  const taken = Array.from({ length: count }, (_, i) => Math.round(ring.at(i) * 32768));
  ring.skip(count);
  return taken;
};

describe('RingBuffer', () => {
  it('keeps samples in order however they are written and read', () => {
    const ring = new RingBuffer(7);
    const read: number[] = [];
    let next = 0;
    for (let turn = 0; turn < 500; turn++) {
      const pcm = Int16Array.from({ length: (turn * 7) % 11 }, () => next++ % 30000);
      ring.writePcm(pcm);
      read.push(...take(ring, Math.min(ring.length, (turn * 5) % 12)));
    }
    read.push(...take(ring, ring.length));
    expect(read).toEqual(Array.from({ length: next }, (_, i) => i % 30000));
  });

  it('grows instead of dropping sound', () => {
    const ring = new RingBuffer(4);
    ring.writePcm(Int16Array.of(1, 2, 3));
    ring.skip(2);
    ring.writePcm(Int16Array.from({ length: 100 }, (_, i) => i + 4));
    expect(ring.length).toBe(101);
    expect(take(ring, 101)).toEqual(Array.from({ length: 101 }, (_, i) => i + 3));
  });

  it('spans 16-bit full scale', () => {
    const ring = new RingBuffer(2);
    ring.writePcm(Int16Array.of(-32768, 32767));
    expect(ring.at(0)).toBe(-1);
    expect(ring.at(1)).toBeCloseTo(1, 4);
  });

  it('is empty once cleared, and skips no further than its end', () => {
    const ring = new RingBuffer(4);
    ring.writePcm(Int16Array.of(1, 2, 3));
    ring.clear();
    expect(ring.length).toBe(0);
    ring.writePcm(Int16Array.of(9));
    ring.skip(5);
    expect(ring.length).toBe(0);
  });
});
