import { Track, type ExplainedPiece, type Voice } from '@voicesmith/client';
import { describe, expect, it } from 'vitest';
import { Analysis } from '../src/speak/inspector/analysis';
import { Explainer, reasonOf } from '../src/speak/inspector/explanation';
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
    expect(saidAs('Tom & <tomato>', { start: 7, end: 13 }, { words: 'tuh "mah" toe' }, false)).toBe('<speak>Tom &amp; &lt;<sub alias="tuh &quot;mah&quot; toe">tomato</sub>&gt;</speak>');
    expect(saidAs('<speak>A tomato</speak>', { start: 9, end: 15 }, { words: 'x' }, true)).toBe('<speak>A <sub alias="x">tomato</sub></speak>');
    expect(saidAs('A tomato', { start: 2, end: 8 }, { sounds: 'T AH0 M AA1 T OW0' }, false)).toBe('<speak>A <phoneme alphabet="x-cmu-arpabet" ph="T AH0 M AA1 T OW0">tomato</phoneme></speak>');
    expect(saidAs('A tomato', { start: 2, end: 8 }, { sounds: 'təˈmɑːtoʊ' }, false)).toBe('<speak>A <phoneme alphabet="ipa" ph="təˈmɑːtoʊ">tomato</phoneme></speak>');
  });
});

describe('Explainer', () => {
  const piece = (start: number, end: number): ExplainedPiece => ({
    start, end, written: '$5', class: 'money', reading: 'rule', spoken: 'five dollars',
    words: ['five', 'dollars'].map((word) => ({ word, phonemes: 'F', ipa: 'f', origin: 'dictionary', sense: null })),
  });

  it('asks for one sentence of plain text, once, and gives places in the whole', async () => {
    const asked: string[] = [];
    const explainer = new Explainer(({ text }) => (asked.push(text), Promise.resolve({ pieces: [piece(9, 11)], notices: [] })));
    const text = 'Good evening. It costs $5.';
    for (let time = 0; time < 2; time++)
      expect(await explainer.sentence({ text }, { start: 14, end: 26 }, false)).toEqual([piece(23, 25)]);
    expect(asked).toEqual(['It costs $5.']);
  });

  it('asks for the whole of a marked text, and gives the pieces of the sentence', async () => {
    const explainer = new Explainer(() => Promise.resolve({ pieces: [piece(7, 9), piece(20, 22)], notices: [] }));
    expect(await explainer.sentence({ text: '<speak>$1. And then $5.</speak>' }, { start: 11, end: 23 }, true)).toEqual([piece(20, 22)]);
  });

  it('asks again after an error', async () => {
    let time = 0;
    const explainer = new Explainer(() => (time++ === 0 ? Promise.reject(new Error('gone')) : Promise.resolve({ pieces: [], notices: [] })));
    await expect(explainer.sentence({ text: 'A' }, { start: 0, end: 1 }, false)).rejects.toThrow('gone');
    expect(await explainer.sentence({ text: 'A' }, { start: 0, end: 1 }, false)).toEqual([]);
  });

  it('says why in words', () => {
    expect(reasonOf(piece(0, 2))).toBe('read as money; the dictionary');
    expect(reasonOf({ ...piece(0, 2), reading: 'silent', words: [] })).toBe('not said');
    expect(reasonOf({ ...piece(0, 4), reading: 'written', words: [{ word: 'read', phonemes: '', ipa: '', origin: 'homograph', sense: 'past' }] })).toBe('the words around it (past)');
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
