import type { Place } from './messages';
import { moved, type TextEdit } from './text-edit';

/** Words, sentences or phonemes of a track, in speaking order. */
export class Timeline<T extends Place> {
  private places: T[] = [];

  /** All of them. */
  get all(): readonly T[] {
    return this.places;
  }

  get last(): T | undefined {
    return this.places[this.places.length - 1];
  }

  add(place: T): void {
    this.places.push(place);
  }

  /** The last one that has begun by a sample; undefined before the first. */
  at(sample: number): T | undefined {
    return this.places[this.countUpTo(sample) - 1];
  }

  /** The first one that begins after a sample. */
  after(sample: number): T | undefined {
    return this.places[this.countUpTo(sample)];
  }

  /** The latest one that covers a place in the text, or else the one that comes next in the text. */
  of(offset: number): T | undefined {
    let next: T | undefined;
    for (let i = this.places.length - 1; i >= 0; i--) {
      const place = this.places[i];
      if (place.start === place.end) continue;
      if (place.start <= offset && offset < place.end) return this.firstOfSpan(i);
      if (place.end <= offset) break;
      next = place;
    }
    return next;
  }

  /** Forgets those that begin at a sample or later. */
  cut(sample: number): void {
    this.places.length = this.countUpTo(sample - 1);
  }

  /** Follows an edit of the text; what it changed keeps its sound and covers no text any more. */
  edit(edit: TextEdit): void {
    for (const place of this.places) [place.start, place.end] = moved(place, edit);
  }

  /** "$5" is two words of one span. */
  private firstOfSpan(i: number): T {
    while (i > 0 && this.places[i - 1].start === this.places[i].start && this.places[i - 1].end === this.places[i].end) i--;
    return this.places[i];
  }

  private countUpTo(sample: number): number {
    let low = 0;
    let high = this.places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.places[middle].firstSample <= sample) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
