import { samplesOf, type AudioEvent, type PhonemeEvent, type Place, type SentenceEvent, type WordEvent } from './messages';
import type { PlacedSentence, Track } from './track';

/** The part of an utterance that a reading needs. */
export interface Speech {
  write(text: string): void;
  finish(): void;
  report(played: number): void;
  cancel(): void;
  suspend(): void;
  resume(): void;
}

/** One utterance's share of a reading: puts what comes of it in its place on the track. */
export class Part {
  /** Sample of the track at which it ends, if before its own end. */
  until: number | undefined;
  private from = 0; // its first sample that is kept
  private sentence: PlacedSentence | undefined;

  /**
   * @param speech Its utterance.
   * @param base Place of its text in the text that is read.
   * @param start Sample of the track where its first sample would lie.
   * @param skipTo Place in its text before which nothing is kept.
   */
  constructor(
    readonly speech: Speech,
    public base: number,
    public start: number,
    private skipTo: number | undefined,
  ) {}

  addSentence(track: Track, event: SentenceEvent): void {
    this.sentence = { ...this.placed(event), version: event.modelVersion ?? '' };
    if (this.skipTo === undefined) track.sentences.add(this.sentence);
  }

  addWord(track: Track, event: WordEvent): void {
    if (this.skipTo !== undefined && !this.isWanted(track, event, this.skipTo)) return;
    track.words.add({ ...this.placed(event), text: event.text });
  }

  addPhoneme(track: Track, event: PhonemeEvent): void {
    if (this.skipTo === undefined) track.phonemes.add({ ...this.placed(event), symbol: event.symbol });
  }

  /** Adds the samples that are kept, and returns them; nothing while it skips. */
  addSound(track: Track, event: AudioEvent): Int16Array | undefined {
    if (this.skipTo !== undefined) return undefined;
    const pcm = samplesOf(event.pcm).subarray(Math.max(0, this.from - event.firstSample));
    const kept = pcm.subarray(0, Math.max(0, (this.until ?? Infinity) - track.length));
    track.append(kept);
    return kept;
  }

  /** True once the wanted word has come, whose first sample is the track's next one. */
  private isWanted(track: Track, word: Place, skipTo: number): boolean {
    if (word.end <= skipTo) return false;
    const by = track.length - word.firstSample - this.start;
    this.skipTo = undefined;
    this.from = word.firstSample;
    this.start += by;
    if (this.sentence) {
      const end = this.sentence.firstSample + this.sentence.samples + by;
      track.sentences.add({ ...this.sentence, firstSample: track.length, samples: end - track.length });
    }
    return true;
  }

  private placed(event: Place): Place {
    return {
      firstSample: event.firstSample + this.start,
      samples: event.samples,
      start: event.start + this.base,
      end: event.end + this.base,
    };
  }
}
