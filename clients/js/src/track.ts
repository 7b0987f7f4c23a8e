import type { Place } from './messages';
import type { TextEdit } from './text-edit';
import { Timeline } from './timeline';

export type PlacedWord = Place & { text: string };
export type PlacedSentence = Place & { version: string };
export type PlacedPhoneme = Place & { symbol: string };

/** Sound as it came, with the places of its words, sentences and phonemes. Positions count samples of the track. */
export class Track {
  readonly words = new Timeline<PlacedWord>();
  readonly sentences = new Timeline<PlacedSentence>();
  readonly phonemes = new Timeline<PlacedPhoneme>();
  /** Samples at which it was cut, in the order of the cuts: what was measured after them is out of date. */
  readonly cuts: number[] = [];
  private chunks: { first: number; pcm: Int16Array }[] = [];
  private end = 0;

  /** @param sampleRate In Hz. */
  constructor(readonly sampleRate: number) {}

  /** Samples received. */
  get length(): number {
    return this.end;
  }

  /** The first sample that is still kept. */
  get first(): number {
    return this.chunks[0]?.first ?? this.end;
  }

  append(pcm: Int16Array): void {
    if (pcm.length === 0) return;
    this.chunks.push({ first: this.end, pcm });
    this.end += pcm.length;
  }

  /** A copy of the samples from one on, as far as there are any. */
  read(from: number, count = this.end - from): Int16Array {
    const start = Math.max(from, this.first);
    const samples = new Int16Array(Math.max(0, Math.min(count - (start - from), this.end - start)));
    for (let i = this.chunkAt(start), filled = 0; filled < samples.length; i++) {
      const { first, pcm } = this.chunks[i];
      const part = pcm.subarray(start + filled - first, start + samples.length - first);
      samples.set(part, filled);
      filled += part.length;
    }
    return samples;
  }

  /** Forgets sound and places from a sample on. */
  cut(sample: number): void {
    if (sample < this.end) {
      this.cuts.push(sample);
      const i = this.chunkAt(sample);
      const { first, pcm } = this.chunks[i];
      this.chunks.length = i;
      this.end = first;
      this.append(pcm.subarray(0, sample - first));
    }
    for (const timeline of [this.words, this.sentences, this.phonemes]) timeline.cut(sample);
  }

  /** Forgets sound before a sample, to save memory; places are kept. */
  forget(sample: number): void {
    const kept = this.chunks.findIndex(({ first, pcm }) => first + pcm.length > sample);
    if (kept > 0) this.chunks.splice(0, kept);
  }

  /** Follows an edit of the text. */
  edit(edit: TextEdit): void {
    for (const timeline of [this.words, this.sentences, this.phonemes]) timeline.edit(edit);
  }

  /** Index of the chunk that holds a sample. */
  private chunkAt(sample: number): number {
    let low = 0;
    let high = this.chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.chunks[middle].first <= sample) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
