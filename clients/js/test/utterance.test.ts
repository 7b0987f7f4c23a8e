import { HubConnectionState, type IStreamResult, type IStreamSubscriber, type Subject } from '@microsoft/signalr';
import { describe, expect, it } from 'vitest';
import { untilConnected } from '../src/connection';
import { codeOf, messageOf, samplesOf, type SpeakRequest, type SpeechEvent } from '../src/messages';
import { PIECE_LENGTH, Utterance, cut, type Hub } from '../src/utterance';

const start: SpeechEvent = { type: 'start', utterance: 'u1', sampleRate: 22050, channels: 1, bitsPerSample: 16, voice: 'anna', voiceVersion: 'v7', modelVersion: 'v7', seed: 0 };
const audio = (firstSample: number, samples: number): SpeechEvent => ({ type: 'audio', firstSample, pcm: new Uint8Array(samples * 2) });
const word = (firstSample: number): SpeechEvent => ({ type: 'word', text: 'w', firstSample, samples: 10, start: 0, end: 1 });
const sentence = (index: number, firstSample: number): SpeechEvent => ({ type: 'sentence', sentence: index, firstSample, samples: 50, start: 0, end: 1, modelVersion: 'v7' });
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

interface Call {
  method: string;
  args: unknown[];
  text: string[];
  isFinished: boolean;
  isDisposed: boolean;
  subscriber: IStreamSubscriber<SpeechEvent>;
}

/** A connection that records its calls, and that a test can cut. */
const setUp = (request: SpeakRequest = {}) => {
  const calls: Call[] = [];
  const sent: unknown[][] = [];
  let back = Promise.resolve();
  const hub = {
    state: HubConnectionState.Connected,
    invoke: <T,>(...args: unknown[]) => Promise.resolve(sent.push(args) as T),
    send: (...args: unknown[]) => Promise.resolve(void sent.push(args)),
    stream<T>(method: string, ...args: unknown[]): IStreamResult<T> {
      const call = { method, args, text: [], isFinished: false, isDisposed: false } as unknown as Call;
      calls.push(call);
      if (method === 'Speak')
        (args[1] as Subject<string>).subscribe({
          next: (piece) => call.text.push(piece),
          complete: () => (call.isFinished = true),
          error: () => undefined,
        });
      return {
        subscribe(subscriber: IStreamSubscriber<T>) {
          call.subscriber = subscriber as IStreamSubscriber<SpeechEvent>;
          return { dispose: () => (call.isDisposed = true) };
        },
      };
    },
  };
  const events: SpeechEvent[] = [];
  const errors: string[] = [];
  const utterance = new Utterance({ hub: hub as Hub, ready: () => back }, request, {
    onEvent: (event) => events.push(event),
    onError: (error) => errors.push(messageOf(error)),
  });
  const lose = (): (() => void) => {
    let reconnect!: () => void;
    back = new Promise((resolve) => (reconnect = resolve));
    calls.at(-1)!.subscriber.error(new Error('WebSocket closed with status code: 1006 (no reason given).'));
    hub.state = HubConnectionState.Reconnecting;
    return () => {
      hub.state = HubConnectionState.Connected;
      reconnect();
    };
  };
  return { utterance, calls, sent, events, errors, lose };
};

describe('Utterance', () => {
  it('sends the text in pieces, also what was written before the stream began', async () => {
    const { utterance, calls } = setUp({ voice: 'anna' });
    utterance.write('x'.repeat(PIECE_LENGTH + 10));
    await settled();
    utterance.write('yz');
    utterance.finish();
    expect(calls).toHaveLength(1);
    expect(calls[0].args[0]).toEqual({ voice: 'anna' });
    expect(calls[0].text.map((piece) => piece.length)).toEqual([PIECE_LENGTH, 10, 2]);
    expect(calls[0].isFinished).toBe(true);
  });

  it('goes on at the next sample, with the same version, when the connection comes back', async () => {
    const { utterance, calls, events, errors, lose } = setUp({ rate: 1.5 });
    utterance.write('One. Two.');
    utterance.finish();
    await settled();
    const { subscriber } = calls[0];
    const spoken = [sentence(0, 0), word(0), audio(0, 50), sentence(1, 60), word(60), audio(50, 50), sentence(2, 130)];
    for (const event of [start, ...spoken]) subscriber.next(event);
    const reconnect = lose();
    await settled();
    expect(calls).toHaveLength(1);
    reconnect();
    await settled();
    expect(calls[1].args[0]).toEqual({ rate: 1.5, voiceVersion: 'v7', fromSample: 100, knownSentence: 1, knownSentenceSample: 60, continues: 'u1' });
    expect(calls[1].text).toEqual(['One. Two.']);
    for (const event of [{ ...start, utterance: 'u2' }, word(60), word(100), audio(100, 40)]) calls[1].subscriber.next(event);
    subscriber.next(audio(0, 5)); // late
    expect(events).toEqual([start, ...spoken, word(100), audio(100, 40)]);
    expect(errors).toEqual([]);
    utterance.report(120);
    expect(calls[1].isDisposed).toBe(false);
  });

  it('asks for what the server remembers where time decided the sound, and speaks again where it has forgotten', async () => {
    const { utterance, calls, lose } = setUp({ followVersions: true });
    utterance.write('One.');
    utterance.finish();
    await settled();
    calls[0].subscriber.next(start);
    calls[0].subscriber.next(audio(0, 100));
    const reconnect = lose();
    await settled();
    reconnect();
    await settled();
    expect([calls[1].method, ...calls[1].args]).toEqual(['Resume', 'u1', 100]);
    calls[1].subscriber.error(new Error('HubException: VS4011: That utterance is gone. …'));
    await settled();
    expect([calls[2].method, calls[2].args[0]]).toEqual(['Speak', { followVersions: true, voiceVersion: 'v7', fromSample: 100 }]);
  });

  it('tells an error of the server, once', async () => {
    const { utterance, calls, errors } = setUp();
    utterance.write('x');
    await settled();
    calls[0].subscriber.error(new Error("An error occurred. HubException: VS4001: There is no voice 'x'."));
    await settled();
    expect(errors).toEqual(["VS4001: There is no voice 'x'."]);
    expect(calls).toHaveLength(1);
  });

  it('leaves its place on the server and takes another later', async () => {
    const { utterance, calls, events } = setUp();
    utterance.write('One.');
    utterance.finish();
    await settled();
    calls[0].subscriber.next(start);
    calls[0].subscriber.next(audio(0, 10));
    utterance.suspend();
    expect(calls[0].isDisposed).toBe(true);
    calls[0].subscriber.next(audio(10, 10));
    utterance.resume();
    utterance.resume();
    await settled();
    expect(calls).toHaveLength(2);
    expect(calls[1].args[0]).toMatchObject({ fromSample: 10 });
    expect(events).toHaveLength(2);
  });

  it('reports what was played under the name that the server gave', async () => {
    const { utterance, calls, sent } = setUp();
    utterance.report(5);
    await settled();
    calls[0].subscriber.next(start);
    utterance.report(400);
    expect(sent).toEqual([['Report', 'u1', 400]]);
  });
});

describe('cut', () => {
  it('loses nothing and keeps to the length', () => {
    const text = 'The quick brown fox. '.repeat(50);
    const pieces = [...cut(text, 64)];
    expect(pieces.join('')).toBe(text);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBe(64);
  });

  it('never splits a surrogate pair', () => {
    for (const length of [1, 2, 3, 5]) {
      const pieces = [...cut('a😀😀b😀', length)];
      expect(pieces.join('')).toBe('a😀😀b😀');
      if (length > 1) expect(pieces.every((piece) => !/[\ud800-\udbff]$/.test(piece))).toBe(true);
    }
  });

  it('sends nothing for an empty text', () => expect([...cut('', 10)]).toEqual([]));
});

describe('samplesOf', () => {
  it('reads little-endian samples wherever they lie in a message', () => {
    const message = Uint8Array.of(0xc4, 0x04, 0x34, 0x12, 0x00, 0x80);
    expect([...samplesOf(message.subarray(2))]).toEqual([0x1234, -32768]);
    expect([...samplesOf(message.subarray(1, 5))]).toEqual([0x3404, 0x0012]);
  });
});

describe('codeOf', () => {
  it('finds the code behind SignalR’s preface', () => {
    expect(codeOf(new Error('An error occurred. HubException: VS4012: Gone.'))).toBe('VS4012');
    expect(codeOf(new Error('WebSocket closed.'))).toBe('');
  });
});

describe('untilConnected', () => {
  it('tries again after each failure, and ends with the first success', async () => {
    const seen: string[] = [];
    await untilConnected(async () => {
      seen.push('try');
      if (seen.length < 4) throw new Error('no server yet');
    }, () => seen.push('fail'), 0);
    expect(seen).toEqual(['try', 'fail', 'try', 'fail', 'try']);
  });
});
