/** A voice as the server describes it. */
export interface Voice {
  name: string;
  version: string;
  sampleRate: number;
  trainingStep: number;
  licence: string;
}

/** How a text is to be spoken; what is left out has its default. */
export interface SpeakRequest {
  voice?: string;
  seed?: number;
  /** Speed, 1 as trained. */
  rate?: number;
  /** Semitones up or down. */
  pitch?: number;
  /** Seconds that the stream may be ahead of its playback. */
  maxLead?: number;
  /** Whether sentences after a newer version was published are spoken by that. */
  followVersions?: boolean;
}

/** What the server streams, in playing order. Positions are samples of the utterance and UTF-16 units of the text. */
export type SpeechEvent =
  | { type: 'start'; utterance: string; sampleRate: number; channels: number; bitsPerSample: number; voice: string; voiceVersion: string; seed: number }
  | { type: 'sentence'; sentence: number; firstSample: number; samples: number; start: number; end: number; modelVersion?: string }
  | { type: 'word'; text: string; firstSample: number; samples: number; start: number; end: number }
  | { type: 'audio'; firstSample: number; pcm: Uint8Array }
  | ({ type: 'ledger' } & Ledger)
  | { type: 'end'; samples: number };

/** What an utterance took on the server, in microseconds. */
export interface Ledger {
  queued: number;
  normalizing: number;
  phonemizing: number;
  encoding: number;
  decoding: number;
  vocoding: number;
  sending: number;
  firstSound: number;
  total: number;
  samples: number;
  /** Computing time per second of sound. */
  realTimeFactor: number;
  /** The most jobs that waited for a processor meanwhile. */
  peakQueue: number;
}

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
