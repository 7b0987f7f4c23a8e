import { describe, expect, it } from 'vitest';
import { editBetween, moved, sentenceStart } from '../src/text-edit';
import { Track } from '../src/track';

const word = (firstSample: number, start: number, end: number) => ({ text: 'w', firstSample, samples: 10, start, end });
const ramp = (length: number, from = 0): Int16Array => Int16Array.from({ length }, (_, i) => from + i);

describe('Track', () => {
  it('reads any range of what was appended', () => {
    const track = new Track(100);
    for (let i = 0; i < 10; i++) track.append(ramp(7, i * 7));
    for (const [from, count] of [[0, 70], [3, 10], [7, 7], [69, 1], [65, 20]])
      expect([...track.read(from, count)]).toEqual([...ramp(Math.min(count, 70 - from), from)]);
    expect(track.read(70)).toHaveLength(0);
  });

  it('goes on after a cut as if the rest had never been', () => {
    const track = new Track(100);
    for (const [i, start] of [0, 4, 8].entries()) {
      track.words.add(word(i * 30, start, start + 3));
      track.append(ramp(30, i * 30));
    }
    track.cut(45);
    track.append(Int16Array.of(-1, -2));
    expect([...track.read(43)]).toEqual([43, 44, -1, -2]);
    expect(track.words.all.map(({ firstSample }) => firstSample)).toEqual([0, 30]);
    track.cut(0);
    expect([track.length, track.words.all.length]).toEqual([0, 0]);
  });

  it('forgets old sound but not the places of its words', () => {
    const track = new Track(100);
    track.words.add(word(0, 0, 3));
    for (let i = 0; i < 4; i++) track.append(ramp(10, i * 10));
    track.forget(25);
    expect(track.first).toBe(20);
    expect([...track.read(22, 3)]).toEqual([22, 23, 24]);
    expect(track.words.at(5)).toBeDefined();
  });
});

describe('Timeline', () => {
  const track = new Track(100);
  track.words.add(word(100, 0, 5));
  track.words.add(word(200, 6, 8)); // "$5" is two words
  track.words.add(word(300, 6, 8));
  track.words.add(word(400, 10, 15));

  it('finds the word of a sample', () => {
    expect(track.words.at(99)).toBeUndefined();
    expect([100, 199, 200, 999].map((sample) => track.words.at(sample)?.firstSample)).toEqual([100, 100, 200, 400]);
    expect(track.words.after(200)?.firstSample).toBe(300);
  });

  it('finds the first word of a place in the text, or the next one', () => {
    expect([0, 4, 5, 6, 7, 8, 12, 15].map((offset) => track.words.of(offset)?.firstSample)).toEqual([100, 100, 200, 200, 200, 400, 400, undefined]);
  });

  it('prefers what was said last', () => {
    const again = new Track(100);
    for (const [sample, start] of [[0, 0], [10, 4], [20, 8], [30, 4], [40, 8]]) again.words.add(word(sample, start, start + 3));
    expect(again.words.of(5)?.firstSample).toBe(30);
    expect(again.words.of(1)?.firstSample).toBe(0);
  });
});

describe('editBetween', () => {
  it('gives an edit that turns one text into the other, whatever they are', () => {
    const texts = ['', 'a', 'aa', 'ab', 'One. Two.', 'One. Too.', 'One.', 'Two. One. Two.', '😀😁'];
    for (const before of texts)
      for (const after of texts) {
        const edit = editBetween(before, after);
        if (!edit) expect(before).toBe(after);
        else
          expect(before.slice(0, edit.start) + after.slice(edit.start, edit.start + edit.inserted) + before.slice(edit.start + edit.removed)).toBe(after);
      }
  });

  it('moves what lies behind it and empties what it changed', () => {
    const edit = editBetween('The old clock struck.', 'The very old clock chimed.')!;
    expect(moved({ start: 0, end: 3 }, edit)).toEqual([0, 3]);
    const later = editBetween('The clock struck.', 'The old clock struck.')!;
    expect(moved({ start: 4, end: 9 }, later)).toEqual([8, 13]);
    expect(moved({ start: 4, end: 7 }, editBetween('The old clock', 'The odd clock')!)).toEqual([5, 5]);
  });
});

describe('sentenceStart', () => {
  it('is where the sentence of a place begins', () => {
    const text = 'One two. Three four.\nFive six? Seven.';
    expect([0, 5, 8, 9, 12, 20, 21, 24, 31].map((offset) => sentenceStart(text, offset))).toEqual([0, 0, 9, 9, 9, 21, 21, 21, 31]);
    expect(sentenceStart(text, text.length)).toBe(text.length);
  });
});
