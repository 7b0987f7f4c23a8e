import type { LedgerEvent, WordEvent } from './contract';

export type * from './contract';
export type { SpeakEvent as SpeechEvent, VoiceInfo as Voice } from './contract';

/** A place in the sound, in samples, and in the text, in UTF-16 units. */
export type Place = Pick<WordEvent, 'firstSample' | 'samples' | 'start' | 'end'>;

/** Cost of an utterance on the server, in microseconds. */
export type Ledger = Omit<LedgerEvent, 'type'>;

/** The 16-bit little-endian samples of an audio event, copied: the bytes may lie anywhere in a message. */
export function samplesOf(pcm: Uint8Array): Int16Array {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const samples = new Int16Array(pcm.byteLength >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(i * 2, true);
  return samples;
}

/** The server's own words of an error, without SignalR's preface. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /VS\d{4}: [^]*/.exec(text)?.[0] ?? text;
}

/** The code of a server's error, such as VS4001; empty for other errors. */
export function codeOf(error: unknown): string {
  return /^VS\d{4}(?=: )/.exec(messageOf(error))?.[0] ?? '';
}
