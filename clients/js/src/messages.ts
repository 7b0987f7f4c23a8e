/** A voice as the server describes it. */
export interface Voice {
  name: string;
  version: string;
  language: string;
  /** Names of its speakers; a request selects one by index. */
  speakers: string[];
  sampleRate: number;
  trainingStep: number;
  licence: string;
}

/** How a text is to be spoken. Absent members take their defaults. */
export interface SpeakRequest {
  voice?: string;
  /** Index of one of the voice's speakers. */
  speaker?: number;
  seed?: number;
  /** Factor on speed, 0.25 to 4. */
  rate?: number;
  /** Semitones, -12 to 12. */
  pitch?: number;
  /** Loudness of articulation in decibels, -12 to 12. */
  energy?: number;
  /** Factor on silences, 0 to 4. */
  pauses?: number;
  /** The only acceptable version of the voice. */
  voiceVersion?: string;
  /** Lets each sentence be spoken by the version that is current when its turn comes. */
  followVersions?: boolean;
  /** Pronunciations: lines of a word, a blank, and ARPAbet or IPA. */
  lexicon?: string;
  /** True for SSML, false for plain text; default: SSML if it begins with a speak element. */
  markup?: boolean;
  /** Events wanted besides the others. */
  details?: ('phoneme' | 'viseme')[];
  /** Seconds an unfinished sentence waits for more text before a clause of it is spoken. */
  maxDelay?: number;
  /** Seconds the stream may be ahead of its playback. */
  maxLead?: number;
  /** The first sample wanted. */
  fromSample?: number;
}

/** A place in the sound, in samples, and in the text, in UTF-16 units. */
export interface Place {
  firstSample: number;
  samples: number;
  start: number;
  end: number;
}

export interface StartEvent {
  type: 'start';
  utterance: string;
  sampleRate: number;
  channels: number;
  bitsPerSample: number;
  voice: string;
  voiceVersion: string;
  seed: number;
}

/** Something in the text that was not followed, and what was done instead. */
export interface NoticeEvent {
  type: 'notice';
  text: string;
  firstSample: number;
  start: number;
  end: number;
}

/** An event of a stream, in playing order. */
export type SpeechEvent =
  | StartEvent
  | ({ type: 'sentence'; sentence: number; modelVersion?: string } & Place)
  | ({ type: 'word'; text: string } & Place)
  | ({ type: 'phoneme'; symbol: string } & Place)
  | ({ type: 'viseme'; viseme: number } & Place)
  | { type: 'mark'; name: string; firstSample: number; start: number; end: number }
  | NoticeEvent
  | { type: 'audio'; firstSample: number; pcm: Uint8Array }
  | ({ type: 'ledger' } & Ledger)
  | { type: 'stopped'; heard: HeardText }
  | { type: 'end'; samples: number };

/** Cost of an utterance on the server, in microseconds. */
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
  /** Largest number of jobs that waited for a worker meanwhile. */
  peakQueue: number;
}

/** The part of a text that a listener has heard. */
export interface HeardText {
  samples: number;
  /** End of the last word that was played to its end. */
  offset: number;
  /** The interrupted word, and its place in the text. */
  word?: string | null;
  start?: number | null;
  end?: number | null;
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

/** The code of a server's error, such as VS4001; empty for other errors. */
export function codeOf(error: unknown): string {
  return /^VS\d{4}(?=: )/.exec(messageOf(error))?.[0] ?? '';
}
