/** A word's place in the sound and in the text. */
export interface TimedWord {
  firstSample: number;
  samples: number;
  start: number;
  end: number;
}

/** The words of an utterance, in speaking order. */
export class Timeline {
  private readonly words: TimedWord[] = [];

  add(word: TimedWord): void {
    this.words.push(word);
  }

  /** The last word that has begun by a sample; undefined before the first. */
  at(sample: number): TimedWord | undefined {
    let low = 0;
    let high = this.words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.words[middle].firstSample <= sample) low = middle + 1;
      else high = middle;
    }
    return this.words[low - 1];
  }
}
