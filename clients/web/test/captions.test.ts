import { Track } from '@voicesmith/client';
import { describe, expect, it } from 'vitest';
import { captionsOf, srt, vtt } from '../src/speak/captions';

const trackOf = (text: string, sentences: [number, number][] = [[0, text.length]]): Track => {
  const track = new Track(1000);
  const words = [...text.matchAll(/[\p{L}\p{N}$]+/gu)];
  words.forEach(({ index, 0: word }, i) => track.words.add({ text: word, firstSample: i * 500, samples: 400, start: index, end: index + word.length }));
  for (const [start, end] of sentences) {
    const inside = words.flatMap(({ index }, i) => (index >= start && index < end ? [i * 500] : []));
    track.sentences.add({ firstSample: inside[0], samples: inside.length * 500, start, end, version: '' });
  }
  return track;
};

describe('captionsOf', () => {
  it('has a caption for each sentence, with its punctuation and the times of its words', () => {
    const text = '"Well," said Ada.  Who knows?';
    expect(captionsOf(text, trackOf(text, [[0, 17], [19, 29]]))).toEqual([
      { start: 0, end: 1.4, text: 'Well," said Ada.' },
      { start: 1.5, end: 2.4, text: 'Who knows?' },
    ]);
  });

  it('cuts what is too long for a screen, and loses no word', () => {
    const text = 'word '.repeat(60).trim();
    const captions = captionsOf(text, trackOf(text));
    expect(captions.map((one) => one.text).join(' ')).toBe(text);
    expect(Math.max(...captions.map((one) => one.text.length))).toBeLessThanOrEqual(84);
    expect(Math.max(...captions.map((one) => one.end - one.start))).toBeLessThanOrEqual(6);
  });

  it('leaves tags out', () => {
    const text = 'One <emphasis level="strong">two</emphasis> three.';
    const track = new Track(1000);
    for (const [i, word] of ['One', 'two', 'three'].entries()) {
      const start = text.indexOf(word);
      track.words.add({ text: word, firstSample: i * 100, samples: 100, start, end: start + word.length });
    }
    expect(captionsOf(text, track).map((one) => one.text)).toEqual(['One two three.']);
  });
});

describe('srt and vtt', () => {
  const captions = [{ start: 0, end: 1.25, text: 'Tom & Ann' }, { start: 3723.004, end: 3724, text: 'End.' }];

  it('writes SubRip', () =>
    expect(srt(captions)).toBe('1\n00:00:00,000 --> 00:00:01,250\nTom & Ann\n\n2\n01:02:03,004 --> 01:02:04,000\nEnd.\n'));

  it('writes WebVTT, with what it reserves escaped', () =>
    expect(vtt(captions)).toBe('WEBVTT\n\n00:00:00.000 --> 00:00:01.250\nTom &amp; Ann\n\n01:02:03.004 --> 01:02:04.000\nEnd.\n'));
});
