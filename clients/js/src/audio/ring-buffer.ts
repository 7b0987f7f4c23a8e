/** Samples in the order they came, read from the front. Grows when it is full: sound is never dropped. */
export class RingBuffer {
  private samples: Float32Array;
  private start = 0;
  private count = 0;

  /** @param capacity Samples it holds before it first grows. */
  constructor(capacity: number) {
    this.samples = new Float32Array(Math.max(1, capacity));
  }

  /** Samples that wait to be read. */
  get length(): number {
    return this.count;
  }

  /** Appends 16-bit samples, as floats of full scale ±1. */
  writePcm(pcm: Int16Array): void {
    this.reserve(pcm.length);
    let end = (this.start + this.count) % this.samples.length;
    for (let i = 0; i < pcm.length; i++) {
      this.samples[end] = pcm[i] / 32768;
      if (++end === this.samples.length) end = 0;
    }
    this.count += pcm.length;
  }

  /** Appends silence. */
  writeSilence(length: number): void {
    this.writePcm(new Int16Array(length));
  }

  /** The sample so many places from the front; the caller keeps within length. */
  at(offset: number): number {
    const index = this.start + offset;
    return this.samples[index < this.samples.length ? index : index - this.samples.length];
  }

  /** Drops samples from the front. */
  skip(length: number): void {
    const skipped = Math.min(length, this.count);
    this.start = (this.start + skipped) % this.samples.length;
    this.count -= skipped;
  }

  /** Drops samples from the back. */
  drop(length: number): void {
    this.count -= Math.min(length, this.count);
  }

  /** Drops everything. */
  clear(): void {
    this.start = 0;
    this.count = 0;
  }

  private reserve(more: number): void {
    if (this.count + more <= this.samples.length) return;
    const grown = new Float32Array(Math.max(this.count + more, this.samples.length * 2));
    for (let i = 0; i < this.count; i++) grown[i] = this.at(i);
    this.samples = grown;
    this.start = 0;
  }
}
