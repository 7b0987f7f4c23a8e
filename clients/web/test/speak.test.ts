import { Track, type Voice } from '@voicesmith/client';
import { describe, expect, it } from 'vitest';
import { Analysis } from '../src/speak/inspector/analysis';
import { Lexicon, saidAs, wordAt } from '../src/speak/lexicon/lexicon';
import { clock } from '../src/speak/transport';
import { choicesOf } from '../src/speak/voice-list';

const RATE = 22050;
const tone = (hertz: number, seconds: number, level = 8000): Int16Array =>
  Int16Array.from({ length: RATE * seconds }, (_, i) => level * (Math.sin((2 * Math.PI * hertz * i) / RATE) + 0.5 * Math.sin((4 * Math.PI * hertz * i) / RATE)));

describe('Analysis', () => {
  const measured = (pcm: Int16Array): Analysis['frames'] => {
    const [track, analysis] = [new Track(RATE), new Analysis()];
    track.append(pcm);
    while (analysis.follow(track));
    return analysis.frames;
  };

  it.each([70, 110, 220, 380])('finds the pitch of a voice of %i Hz', (hertz) => {
    for (const { pitchHz } of measured(tone(hertz, 0.3))) expect(Math.abs(pitchHz / hertz - 1)).toBeLessThan(0.01);
  });

  it('finds no pitch in silence and noise', () => {
    let seed = 1;
    const noise = Int16Array.from({ length: RATE * 0.3 }, () => ((seed = (seed * 48271) % 2147483647) % 8000) - 4000);
    for (const frame of [...measured(new Int16Array(RATE * 0.3)), ...measured(noise)]) expect(frame.pitchHz).toBe(0);
  });

  it('knows how loud it is, and in which band', () => {
    const [quiet] = measured(tone(200, 0.1, 800));
    const [loud] = measured(tone(200, 0.1, 8000));
    expect(loud.loudnessDb - quiet.loudnessDb).toBeCloseTo(20, 1);
    const loudest = (hertz: number): number => { const { mel } = measured(tone(hertz, 0.1))[0]; return mel.indexOf(Math.max(...mel)); };
    expect(loudest(300)).toBeLessThan(loudest(1000));
    expect(loudest(1000)).toBeLessThan(loudest(3000));
  });

  it('measures again what was cut', () => {
    const [track, analysis] = [new Track(RATE), new Analysis()];
    track.append(tone(110, 0.5));
    while (analysis.follow(track));
    track.cut(Math.round(RATE * 0.25));
    track.append(tone(330, 0.25));
    while (analysis.follow(track));
    expect(analysis.frames[2].pitchHz).toBeCloseTo(110, 0);
    expect(Math.abs(analysis.frames.at(-1)!.pitchHz - 330)).toBeLessThan(3);
  });
});

describe('Lexicon', () => {
  it('remembers words in this browser, one way for each', () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
    const lexicon = new Lexicon(storage);
    expect(lexicon.text).toBeUndefined();
    lexicon.set('tomato', 'T AH0 M EY1 T OW0');
    lexicon.set('siobhan', 'ʃəˈvɔːn');
    lexicon.set('tomato', 'T AH0 M AA1 T OW0');
    expect(new Lexicon(storage).text).toBe('siobhan ʃəˈvɔːn\ntomato T AH0 M AA1 T OW0');
    lexicon.remove('siobhan');
    expect(new Lexicon(storage).entries).toEqual([{ word: 'tomato', sounds: 'T AH0 M AA1 T OW0' }]);
  });

  it('finds the word at the cursor', () => {
    const text = "Ann's co-op — fine.";
    const word = (start: number, end = start): string => { const span = wordAt(text, { start, end }); return text.slice(span.start, span.end); };
    expect([word(0), word(2), word(8), word(12), word(6, 14)]).toEqual(["Ann's", "Ann's", 'co-op', '', 'co-op —']);
  });

  it('writes it into the text, which becomes SSML', () => {
    expect(saidAs('Tom & <tomato>', { start: 7, end: 13 }, 'tuh "mah" toe', false)).toBe('<speak>Tom &amp; &lt;<sub alias="tuh &quot;mah&quot; toe">tomato</sub>&gt;</speak>');
    expect(saidAs('<speak>A tomato</speak>', { start: 9, end: 15 }, 'x', true)).toBe('<speak>A <sub alias="x">tomato</sub></speak>');
  });
});

describe('choicesOf', () => {
  const voice = (name: string, ...speakers: string[]): Voice => ({ name, speakers, version: '1', language: 'en-US', sampleRate: RATE, trainingStep: 1, licence: 'CC0' });

  it('lists every speaker of a voice that has several', () =>
    expect(choicesOf([voice('lj', 'lj'), voice('linda', 'linda', 'kathleen')]).map(({ name, speaker }) => [name, speaker])).toEqual([
      ['lj', 0], ['linda', 0], ['linda · kathleen', 1],
    ]));
});

describe('clock', () => {
  it('shows minutes and seconds', () => expect([0, 9.99, 61, 600].map(clock)).toEqual(['0:00', '0:09', '1:01', '10:00']));
});
