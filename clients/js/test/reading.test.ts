import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SpeakRequest, SpeechEvent } from '../src/messages';
import { Reading, type EndReason } from '../src/reading';
import type { UtteranceListener } from '../src/utterance';

const RATE = 1000;
const WORD = 100; // samples a word
const LETTERS = /[\p{L}\p{N}'$]+/gu;

/** A server that says a word in 0.1 s, sentence by sentence, when it is told to go on. */
class FakeSpeech {
  text = '';
  isFinished = false;
  isCancelled = false;
  isSuspended = false;
  reports: number[] = [];
  private started = false;
  private said = 0;

  constructor(readonly request: SpeakRequest, private readonly listener: UtteranceListener) {}

  write(text: string): void { this.text += text; }
  finish(): void { this.isFinished = true; }
  report(played: number): void { this.reports.push(played); }
  cancel(): void { this.isCancelled = true; }
  suspend(): void { this.isSuspended = true; }
  resume(): void { this.isSuspended = false; }
  fail(message: string): void { this.listener.onError(new Error(message)); }

  /** Says so many words; all of them and the end by default. */
  say(count = Infinity): void {
    const send = (event: SpeechEvent): void => { if (!this.isCancelled) this.listener.onEvent(event); };
    if (!this.started)
      send({ type: 'start', utterance: 'u', sampleRate: RATE, channels: 1, bitsPerSample: 16, voice: 'anna', voiceVersion: '1', modelVersion: '1', seed: 0 });
    this.started = true;
    const words = [...this.text.matchAll(LETTERS)];
    for (; this.said < words.length && count > 0; this.said++, count--) {
      const start = words[this.said].index;
      const firstSample = this.said * WORD;
      const sentence = [...this.text.matchAll(/[^.!?]*[.!?]?\s*/g)].find(({ index, 0: { length } }) => index <= start && start < index + length)!;
      const inSentence = words.filter(({ index }) => index >= sentence.index && index < sentence.index + sentence[0].length);
      if (inSentence[0].index === start) {
        const from = sentence.index + sentence[0].search(/\S/);
        send({ type: 'sentence', sentence: 0, firstSample, samples: inSentence.length * WORD, start: from, end: sentence.index + sentence[0].trimEnd().length, modelVersion: '1' });
      }
      send({ type: 'word', text: words[this.said][0], firstSample, samples: WORD, start, end: start + words[this.said][0].length });
      for (const half of [0, 1]) send({ type: 'audio', firstSample: firstSample + half * 50, pcm: new Uint8Array(100) });
    }
    if (this.isFinished && this.said === words.length) send({ type: 'end', samples: this.said * WORD });
  }
}

const setUp = () => {
  const speeches: FakeSpeech[] = [];
  const log: string[] = [];
  const ends: EndReason[] = [];
  let run = 0;
  let now = 1000;
  const sink = {
    latency: 0,
    begin: (_rate: number, fadeIn?: boolean) => { log.push(fadeIn ? 'jump' : 'begin'); return ++run; },
    add: (_utterance: number, pcm: Int16Array) => log.push(`add ${pcm.length}`),
    cut: (_utterance: number, samples: number) => log.push(`cut ${samples}`),
    end: () => log.push('end'),
    pause: () => log.push('pause'),
    continue: () => log.push('continue'),
    stop: () => log.push('stop'),
  };
  const reading = new Reading(
    (request, listener) => { speeches.push(new FakeSpeech(request, listener)); return speeches.at(-1)!; },
    sink,
    { onEnd: (reason) => ends.push(reason), onFirstSound: ({ received, played }) => log.push(`first ${received} ${played}`) },
    () => now,
  );
  const play = (played: number): void => reading.onReport({ type: 'progress', utterance: run, played, buffered: 0, underruns: 0 });
  return {
    reading, speeches, log, ends, play,
    last: () => speeches.at(-1)!,
    started: () => reading.onReport({ type: 'started', utterance: run }),
    finished: (played: number) => reading.onReport({ type: 'finished', utterance: run, played }),
    later: (ms: number) => (now += ms),
    words: () => reading.track!.words.all.map(({ text, start, end }) => `${text} ${start}-${end}`),
  };
};

const TEXT = 'One two three. Four five six. Seven eight nine.';

describe('Reading', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('plays a text and measures from the call to the first sample', () => {
    const { reading, last, log, ends, started, finished, later } = setUp();
    reading.speak('One two.', { voice: 'anna' });
    expect(reading.state).toBe('preparing');
    expect(last()).toMatchObject({ text: 'One two.', isFinished: true, request: { voice: 'anna' } });
    later(25);
    last().say();
    later(15);
    started();
    expect(reading.state).toBe('speaking');
    finished(200);
    expect(log).toEqual(['begin', 'add 50', 'add 50', 'add 50', 'add 50', 'end', 'first 25 40']);
    expect(ends).toEqual(['finished']);
  });

  it('falls silent at a stop, ignores what still comes, and knows what was heard', () => {
    const { reading, last, log, ends, started, play } = setUp();
    reading.speak(TEXT, {});
    last().say(5);
    started();
    play(250);
    expect(reading.heard).toEqual({ offset: 7, interrupted: { start: 8, end: 13 } });
    reading.stop();
    last().say();
    expect(last().isCancelled).toBe(true);
    expect(log.at(-1)).toBe('stop');
    expect(ends).toEqual(['stopped']);
    expect(reading.heard.offset).toBe(7);
  });

  it('pauses and goes on; a long pause gives its place on the server to others', () => {
    const { reading, last, started } = setUp();
    reading.speak(TEXT, {});
    last().say(3);
    started();
    reading.pause();
    expect(reading.state).toBe('paused');
    vi.advanceTimersByTime(61_000);
    expect(last().isSuspended).toBe(true);
    reading.continue();
    expect(last().isSuspended).toBe(false);
    expect(reading.state).toBe('speaking');
  });

  it('goes to the exact sample of a word that was said', () => {
    const { reading, last, log, speeches, started, play } = setUp();
    reading.speak(TEXT, {});
    last().say(6);
    started();
    play(400);
    log.length = 0;
    reading.goTo(TEXT.indexOf('two') + 1);
    expect(log).toEqual(['jump', 'add 500']);
    play(0);
    expect(reading.heard.interrupted).toEqual({ start: 4, end: 7 });
    expect(speeches).toHaveLength(1);
  });

  it('goes to a word that was not said yet: speaks its sentence, and plays it from there', () => {
    const { reading, last, speeches, words, started } = setUp();
    reading.speak(TEXT, {});
    last().say(2);
    started();
    reading.goTo(TEXT.indexOf('eight'));
    expect(speeches[0].isCancelled).toBe(true);
    expect(last().text).toBe('Seven eight nine.');
    last().say();
    expect(words()).toEqual(['eight 36-41', 'nine 42-46']);
    expect(reading.track!.length).toBe(200);
    expect(reading.track!.sentences.last).toMatchObject({ firstSample: 0, samples: 200, start: 30 });
  });

  it('reads only what was selected', () => {
    const { reading, last, words } = setUp();
    reading.speak(TEXT, {}, { from: 20, to: 28 });
    expect(last().text).toBe('Four five six');
    last().say();
    expect(words()).toEqual(['five 20-24', 'six 25-28']);
  });

  it('goes on after its end when a word is chosen', () => {
    const { reading, last, ends, started, finished } = setUp();
    reading.speak('One two.', {});
    last().say();
    started();
    finished(200);
    reading.goTo(4);
    expect(reading.state).toBe('speaking');
    finished(100);
    expect(ends).toEqual(['finished', 'finished']);
  });

  it('after a stop, says the rest anew once it is wanted', () => {
    const { reading, last, speeches, words, started } = setUp();
    reading.speak(TEXT, {});
    last().say(5);
    started();
    reading.stop();
    reading.goTo(0);
    expect(last().text).toBe('Four five six. Seven eight nine.');
    expect(speeches).toHaveLength(2);
    last().say();
    expect(words().map((word) => word.split(' ')[0])).toEqual(['One', 'two', 'three', 'Four', 'five', 'six', 'Seven', 'eight', 'nine']);
    expect(reading.isComplete).toBe(true);
  });

  it('does not mind an edit of what was said, and keeps its words in place', () => {
    const { reading, last, speeches, words, started, play } = setUp();
    reading.speak(TEXT, {});
    last().say(5);
    started();
    play(450);
    const edited = `Well, ${TEXT}`;
    reading.edit(edited);
    vi.runAllTimers();
    expect(speeches).toHaveLength(1);
    last().say();
    const places = reading.track!.words.all.map(({ start, end }) => edited.slice(start, end));
    expect(places).toEqual(['One', 'two', 'three', 'Four', 'five', 'six', 'Seven', 'eight', 'nine']);
    expect(words()).toHaveLength(9);
  });

  it('says an edit of what is to come, from the end of the sentence before it', () => {
    const { reading, last, speeches, log, started, play } = setUp();
    reading.speak(TEXT, {});
    last().say();
    started();
    play(150);
    const edited = TEXT.replace('eight', 'twenty');
    reading.edit(edited.replace('twenty', 'twen'));
    vi.advanceTimersByTime(100);
    reading.edit(edited);
    expect(speeches).toHaveLength(1);
    expect(log.at(-1)).toBe('cut 600');
    vi.runAllTimers();
    expect(last().text).toBe('Seven twenty nine.');
    last().say();
    const said = reading.track!.words.all.map(({ start, end }) => edited.slice(start, end));
    expect(said).toEqual(['One', 'two', 'three', 'Four', 'five', 'six', 'Seven', 'twenty', 'nine']);
    expect(reading.isComplete).toBe(true);
  });

  it('waits for the end of a sentence that has not been received whole', () => {
    const { reading, last, speeches, started, play } = setUp();
    reading.speak(TEXT, {});
    last().say(4);
    started();
    play(150);
    reading.edit(TEXT.replace('eight', 'ate'));
    vi.runAllTimers();
    expect(speeches).toHaveLength(1);
    last().say();
    expect(speeches[0].isCancelled).toBe(true);
    expect(last().text).toBe('Seven ate nine.');
    expect(reading.track!.length).toBe(600);
  });

  it('says an edit within the sentence at hand from the next word on', () => {
    const { reading, last, log, words, started, play } = setUp();
    reading.speak('One two three four.', {});
    last().say();
    started();
    play(150);
    reading.edit('One two seven four.');
    expect(log.at(-1)).toBe('cut 200');
    vi.runAllTimers();
    expect(last().text).toBe('One two seven four.');
    last().say();
    expect(words()).toEqual(['One 0-3', 'two 4-7', 'seven 8-13', 'four 14-18']);
  });

  it('ends when what was to come has been deleted', () => {
    const { reading, last, log, speeches, started, play } = setUp();
    reading.speak(TEXT, {});
    last().say();
    started();
    play(150);
    log.length = 0;
    reading.edit('One two three. ');
    vi.runAllTimers();
    expect(speeches).toHaveLength(1);
    expect(log).toEqual(['cut 300', 'end']);
  });

  it('speaks text as it comes, whole words only, until it is finished', () => {
    const { reading, last, speeches, started, play } = setUp();
    reading.speak('One tw', {}, { open: true });
    expect(last().text).toBe('One ');
    reading.edit('One two th');
    expect(last().text).toBe('One two ');
    last().say();
    started();
    play(200);
    expect(reading.state).toBe('waiting');
    reading.edit('One two three. ');
    expect(last()).toMatchObject({ text: 'One two three. ', isFinished: false });
    reading.finish();
    expect(last().isFinished).toBe(true);
    last().say();
    expect(reading.isComplete).toBe(true);
    expect(speeches).toHaveLength(1);
  });

  it('takes text for whole when no more comes for a while, and goes on when more comes', () => {
    const { reading, last, speeches, words, started, play } = setUp();
    reading.speak('One two', {}, { open: true });
    last().say();
    started();
    vi.advanceTimersByTime(1600);
    expect(last()).toMatchObject({ text: 'One two', isFinished: true });
    last().say();
    play(200);
    expect(reading.state).toBe('waiting');
    expect(speeches).toHaveLength(1);
    reading.edit('One two and three ');
    expect(speeches).toHaveLength(2);
    last().say();
    expect(words()).toEqual(['One 0-3', 'two 4-7', 'and 8-11', 'three 12-17']);
    reading.finish();
    last().say();
    expect(reading.isComplete).toBe(true);
  });

  it('takes other settings from the next sentence on, another voice from the next word on', () => {
    const { reading, last, speeches, started, play } = setUp();
    reading.speak(TEXT, { voice: 'anna' });
    last().say();
    started();
    play(50);
    reading.change({ voice: 'anna', rate: 2 });
    vi.runAllTimers();
    expect(last()).toMatchObject({ text: 'Four five six. Seven eight nine.', request: { voice: 'anna', rate: 2 } });
    last().say();
    reading.change({ voice: 'bob', rate: 2 });
    vi.runAllTimers();
    expect(last()).toMatchObject({ text: TEXT, request: { voice: 'bob' } });
    last().say();
    expect(reading.track!.words.all).toHaveLength(9);
    expect(speeches).toHaveLength(3);
  });

  it('goes on with the newest version where the old one is gone', () => {
    const { reading, last, speeches, ends, started } = setUp();
    reading.speak(TEXT, {});
    last().say(2);
    started();
    last().fail('VS4012: Version 1 is not kept. …');
    expect(ends).toEqual([]);
    expect(speeches).toHaveLength(2);
    last().say();
    expect(reading.track!.words.all).toHaveLength(9);
  });

  it("ends with the server's own words when it refuses", () => {
    const { reading, last, ends } = setUp();
    reading.speak('Hello.', {});
    last().fail("An error occurred. HubException: VS4001: There is no voice 'x'.");
    expect(ends).toEqual([{ error: "VS4001: There is no voice 'x'." }]);
    expect(reading.isActive).toBe(false);
  });

  it('tells the server what has been played of its utterance, now and then', () => {
    const { reading, last, started, play } = setUp();
    reading.speak(TEXT, {});
    last().say(6);
    started();
    for (const played of [20, 100, 400, 521]) play(played);
    expect(last().reports).toEqual([20, 521]);
  });
});
