import type { IStreamSubscriber } from '@microsoft/signalr';
import { describe, expect, it } from 'vitest';
import type { SpeechEvent } from '../src/speech/events';
import { Session } from '../src/speech/session';

const setUp = () => {
  const log: string[] = [];
  const streams: { subscriber: IStreamSubscriber<SpeechEvent>; disposed: boolean }[] = [];
  let now = 1000;
  const session = new Session(
    {
      begin: (utterance, rate) => log.push(`begin ${utterance} ${rate}`),
      add: (utterance, pcm) => log.push(`add ${utterance} ${[...pcm]}`),
      end: (utterance) => log.push(`end ${utterance}`),
      stop: () => log.push('stop'),
    },
    {
      onStart: (voice) => log.push(`voice ${voice}`),
      onSound: () => undefined,
      onFirstSound: (milliseconds) => log.push(`first ${milliseconds}`),
      onProgress: (played) => log.push(`at ${played}`),
      onLedger: (ledger) => log.push(`rtf ${ledger.realTimeFactor}`),
      onEnd: (reason) => log.push(typeof reason === 'object' ? reason.error : reason),
    },
    () => now,
  );
  const speak = (text = 'Hello.') =>
    session.speak(
      (_request, _text, subscriber) => {
        const stream = { subscriber, disposed: false };
        streams.push(stream);
        return { dispose: () => (stream.disposed = true), report: (name, played) => log.push(`played ${name} ${played}`) };
      },
      {},
      text,
    );
  const start: SpeechEvent = { type: 'start', utterance: 'u', sampleRate: 22050, channels: 1, bitsPerSample: 16, voice: 'anna', voiceVersion: '1', seed: 0 };
  return { session, log, streams, speak, start, later: (milliseconds: number) => (now += milliseconds) };
};

describe('Session', () => {
  it('passes sound on and measures from the press to the first sample', () => {
    const { session, log, streams, speak, start, later } = setUp();
    speak();
    const { subscriber } = streams[0];
    subscriber.next(start);
    subscriber.next({ type: 'word', text: 'Hello', firstSample: 100, samples: 50, start: 0, end: 5 });
    subscriber.next({ type: 'audio', firstSample: 0, pcm: Uint8Array.of(1, 0, 255, 255) });
    later(140);
    session.onReport({ type: 'started', utterance: 1 });
    subscriber.next({ type: 'end', samples: 2 });
    session.onReport({ type: 'finished', utterance: 1, played: 2 });
    expect(log).toEqual(['begin 1 22050', 'voice anna', 'add 1 1,-1', 'first 140', 'end 1', 'at 2', 'finished']);
    expect(session.timeline.at(99)).toBeUndefined();
    expect(session.timeline.at(120)).toMatchObject({ start: 0, end: 5 });
    expect(session.isActive).toBe(false);
  });

  it('stops the player and the stream, and ignores what still comes', () => {
    const { session, log, streams, speak, start } = setUp();
    speak();
    streams[0].subscriber.next(start);
    session.stop();
    streams[0].subscriber.next({ type: 'audio', firstSample: 0, pcm: new Uint8Array(4) });
    streams[0].subscriber.error(new Error('cancelled'));
    session.onReport({ type: 'stopped', utterance: 1, played: 0 });
    expect(log).toEqual(['begin 1 22050', 'voice anna', 'stop', 'stopped']);
    expect(streams[0].disposed).toBe(true);
  });

  it('stops the old utterance when a new one is asked for', () => {
    const { session, log, streams, speak, start } = setUp();
    speak();
    speak();
    streams[0].subscriber.next(start);
    streams[1].subscriber.next(start);
    expect(log).toEqual(['stop', 'stopped', 'begin 2 22050', 'voice anna']);
    expect(session.isActive).toBe(true);
  });

  it('tells the server what has been played, now and then', () => {
    const { session, log, streams, speak, start } = setUp();
    speak();
    streams[0].subscriber.next(start);
    for (const played of [2205, 4410, 13230, 15435]) session.onReport({ type: 'progress', utterance: 1, played, buffered: 0, underruns: 0 });
    expect(log.filter((line) => line.startsWith('played'))).toEqual(['played u 2205', 'played u 13230']);
  });

  it("shows the server's own words when it refuses", () => {
    const { session, log, streams, speak } = setUp();
    speak();
    streams[0].subscriber.error(new Error("An error occurred on the server while streaming results. HubException: VS4001: There is no voice 'x'."));
    expect(log).toEqual(['stop', "VS4001: There is no voice 'x'."]);
    expect(session.isActive).toBe(false);
  });
});
