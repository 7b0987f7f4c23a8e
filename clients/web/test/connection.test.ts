import { Subject, type IStreamResult, type IStreamSubscriber } from '@microsoft/signalr';
import { describe, expect, it } from 'vitest';
import { PIECE_LENGTH, cut, speak, untilConnected, type Hub } from '../src/speech/connection';
import { samplesOf } from '../src/speech/events';

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

describe('speak', () => {
  it('streams the text in pieces and hands the subscriber on', async () => {
    const sent: string[] = [];
    let completed = false;
    let disposed = false;
    const hub: Hub = {
      send: () => Promise.resolve(),
      stream<T>(method: string, ...args: unknown[]): IStreamResult<T> {
        expect(method).toBe('Speak');
        expect(args[0]).toEqual({ voice: 'anna' });
        (args[1] as Subject<string>).subscribe({ next: (piece) => sent.push(piece), complete: () => (completed = true), error: () => undefined });
        return { subscribe: (_subscriber: IStreamSubscriber<T>) => ({ dispose: () => (disposed = true) }) };
      },
    };
    const text = 'x'.repeat(PIECE_LENGTH + 10);
    const subscription = speak(hub, { voice: 'anna' }, text, { next: () => undefined, complete: () => undefined, error: () => undefined });
    expect(sent.map((piece) => piece.length)).toEqual([PIECE_LENGTH, 10]);
    expect(completed).toBe(true);
    subscription.dispose();
    expect(disposed).toBe(true);
  });
});

describe('samplesOf', () => {
  it('reads little-endian samples wherever they lie in a message', () => {
    const message = Uint8Array.of(0xc4, 0x04, 0x34, 0x12, 0x00, 0x80);
    expect([...samplesOf(message.subarray(2))]).toEqual([0x1234, -32768]);
    expect([...samplesOf(message.subarray(1, 5))]).toEqual([0x3404, 0x0012]);
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
