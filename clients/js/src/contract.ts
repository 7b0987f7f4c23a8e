// Generated from src/Contracts. Do not edit: tests/Contracts.Tests writes this file, and fails when it is stale.

/** An utterance waits for its turn, or replaces another. Comes before StartEvent. */
export interface AcceptedEvent {
  type: 'accepted';
  /** The utterance's id. */
  utterance: string;
  /** Number of utterances that are spoken before it. */
  ahead: number;
  /** Id of the utterance that was stopped for it; null for none. */
  replaced: string | null;
  /** The part of the replaced utterance that was played. */
  heard: HeardText | null;
}

/** Audio. Each event begins at the sample where the one before it ended. */
export interface AudioEvent {
  type: 'audio';
  /** First sample. */
  firstSample: number;
  /** 16-bit little-endian mono samples. */
  pcm: Uint8Array;
}

/** A recording of a data set that was checked. */
export interface DataRecording {
  /** Its id in the data set; validations of a run name it. */
  id: string;
  /** Its transcript; empty if there is none. */
  text: string;
  /** Duration of the usable sound; 0 if it is unusable. */
  seconds: number;
  /** True for recordings kept out of training. */
  isValidation: boolean;
  /** Reason for its being unusable; null otherwise. */
  problem: string | null;
  /** Path of its sound file on the server; null if there is none. */
  url: string | null;
  /** True for a piece of a long recording that is used only if a person accepts it. */
  isDoubtful: boolean;
  /** The decision about it that the next check applies; null for none. */
  use: boolean | null;
}

/** Result of checking a data set. */
export interface DataReport {
  /** Name of the corpus layout. */
  layout: string;
  /** Number of usable recordings. */
  recordings: number;
  /** Number of those that are kept for validation. */
  validation: number;
  /** Seconds of usable sound. */
  seconds: number;
  /** Names of the speakers. */
  speakers: string[];
  /** Geometric mean of the pitch, Hz. */
  pitch: number;
  /** SHA-256 over ids, texts and samples, lower-case hex. */
  hash: string;
  /** Unusable recordings, by reason. */
  leftOut: LeftOut[];
}

/** A data set: recordings with their texts. */
export interface DataSet {
  /** Its id. */
  id: string;
  /** Its display name. */
  name: string;
  /** Licence of the recordings. */
  licence: string;
  /** Time of its upload, UTC. */
  created: Date | string;
  /** Number of files, transcripts included. */
  files: number;
  /** Size of its files. */
  bytes: number;
  /** Names of some uploaded files that were left out because they are neither sound nor text. */
  ignored: string[];
  /** Its state. */
  state: 'uploaded' | 'checking' | 'ready' | 'unusable';
  /** Reason for its being unusable; null otherwise. */
  problem: string | null;
  /** During a check: recordings checked so far, or seconds of a long recording that is cut. */
  done: number;
  /** During a check: recordings to be checked, or seconds of the long recording. */
  total: number;
  /** Result of the last check; null before the first. */
  report: DataReport | null;
}

/** Last event of an utterance that was spoken to its end. */
export interface EndEvent {
  type: 'end';
  /** Samples of the whole utterance. */
  samples: number;
}

/** A text whose reading is to be explained. */
export interface ExplainRequest {
  /** Plain text, or SSML if it begins with a speak element. */
  text?: string;
  /** A voice's name; default: the server's default voice. */
  voice?: string;
  /** Pronunciations, as in lexicon. */
  lexicon?: string;
}

/** A part of the text that is read as one. */
export interface ExplainedPiece {
  /** Its first UTF-16 unit in the text. */
  start: number;
  /** The unit after its last. */
  end: number;
  /** The text as typed. */
  written: string;
  /** The semiotic class that read it: word, money, date. */
  class: string;
  /** Rule, lexicon, network or markup that decided the words. */
  reading: 'written' | 'rule' | 'markup' | 'mark' | 'silent';
  /** The words, separated by blanks; the mark itself for a mark; empty where nothing is said. */
  spoken: string;
  /** The words said, with their sounds. */
  words: ExplainedWord[];
}

/** A spoken word and its sounds. */
export interface ExplainedWord {
  /** The word. */
  word: string;
  /** ARPAbet with stress digits. */
  phonemes: string;
  /** The same in IPA. */
  ipa: string;
  /**
   * Source of the sounds: markup, userLexicon, homograph, names, dictionary, inflection, compound, letters, origin,
   * model, rules.
   */
  origin: string;
  /** The sense of a homograph; null for other words. */
  sense: string | null;
}

/** A text piece by piece: as written, as spoken, and the origin of each reading. */
export interface Explanation {
  /** The pieces, in order of the text. */
  pieces: ExplainedPiece[];
  /** Pieces that were transliterated, skipped or not understood. */
  notices: ExplanationNotice[];
}

/** A remark on a place in the text. */
export interface ExplanationNotice {
  /** The remark. */
  text: string;
  /** First UTF-16 unit of the place. */
  start: number;
  /** The unit after its last. */
  end: number;
}

/** The last event of a stream that failed. */
export interface FailedEvent {
  /** The error's entry in docs/errors.md. */
  code: string;
  /** The failure, its reason and its remedy. */
  message: string;
  /** Kind of event. */
  type: string;
}

/** One check of a voice's trial. */
export interface GateFinding {
  /** Name of the check. */
  what: string;
  /** Measured value. */
  value: number;
  /** True if the value is in its range. */
  passed: boolean;
  /** The finding as a sentence. */
  says: string;
}

/** The part of a text that a listener has heard. */
export interface HeardText {
  /** Samples played. */
  samples: number;
  /** End of the last word that was played to its end, in UTF-16 units of the text. */
  offset: number;
  /** The interrupted word; null for none. */
  word: string | null;
  /** Start of the interrupted word in the text. */
  start: number | null;
  /** End of the interrupted word in the text. */
  end: number | null;
}

/** Cost of the utterance on the server, in microseconds unless noted. Comes before the last event. */
export interface LedgerEvent {
  type: 'ledger';
  /** Waiting for workers. */
  queued: number;
  /** Text normalization. */
  normalizing: number;
  /** Phonemization. */
  phonemizing: number;
  /** Acoustic encoder. */
  encoding: number;
  /** Mel decoder. */
  decoding: number;
  /** Vocoder. */
  vocoding: number;
  /** Waiting for the transport. */
  sending: number;
  /** From the request to the first audio. */
  firstSound: number;
  /** From the request to the end. */
  total: number;
  /** Samples sent. */
  samples: number;
  /** Computing time per second of sound. */
  realTimeFactor: number;
  /** Largest number of jobs that waited for a worker meanwhile. */
  peakQueue: number;
}

/** Recordings that are unusable for one reason. */
export interface LeftOut {
  /** The reason. */
  reason: string;
  /** Number of recordings. */
  count: number;
  /** Some of them. */
  examples: LeftOutExample[];
}

/** One unusable recording. */
export interface LeftOutExample {
  /** The recording's id. */
  id: string;
  /** The facts. */
  detail: string;
}

/** A mark of the markup is reached. */
export interface MarkEvent {
  type: 'mark';
  /** The mark's name. */
  name: string;
  /** Its place in the sound. */
  firstSample: number;
  /** Start of the mark in the text. */
  start: number;
  /** End of the mark in the text. */
  end: number;
}

/** Something in the text was not followed. Each notice is sent once. */
export interface NoticeEvent {
  type: 'notice';
  /** The part of the request that was not followed, and its replacement. */
  text: string;
  /** First sample of its sentence. */
  firstSample: number;
  /** Start of its place in the text. */
  start: number;
  /** End of its place in the text. */
  end: number;
}

/** A phoneme begins. Sent if details has "phoneme". */
export interface PhonemeEvent {
  type: 'phoneme';
  /** A symbol of the voice. */
  symbol: string;
  /** First sample. */
  firstSample: number;
  /** Length in samples. */
  samples: number;
  /** Start of the text that it renders. */
  start: number;
  /** End of the text that it renders. */
  end: number;
}

/** A refusal over HTTP (application/problem+json, RFC 9457). */
export interface Problem {
  /** The failure. */
  title: string | null;
  /** The reason and the remedy. */
  detail: string | null;
  /** The HTTP status. */
  status: number | null;
  /** The error's entry in docs/errors.md. */
  code: string | null;
}

/** A step of a run that became a version of a voice. */
export interface Promotion {
  /** The step. */
  step: number;
  /** The voice. */
  voice: string;
  /** The version. */
  version: string;
  /** User who promoted it. */
  by: string;
  /** Time, UTC. */
  at: Date | string;
}

/** A step of a run to be promoted. */
export interface PromotionRequest {
  /** The step. */
  step: number;
  /** The voice it becomes a version of, new or existing; default: the voice that was fine-tuned. */
  voice?: string;
  /** The user; default: the one who started the run. */
  user?: string;
}

/** Origin of a voice's weights: training, data, rights and scores. Member names are file format. */
export interface Provenance {
  /** Training steps of the acoustic model. */
  acousticStep: number;
  /** Training steps of the vocoder. */
  vocoderStep: number;
  /** SHA-256 of the training data, lower-case hex; empty if unknown. */
  dataHash: string;
  /** Licence of the training data, and so of the voice. */
  licence: string;
  /** The consent statement for the recorded speaker. */
  consent: string;
  /** Author of consent; empty if nobody is named. */
  consentBy: string;
  /** Version of the voice that this one was trained from; empty for none. */
  parent: string;
  /** Scores at packing, by name. */
  metrics: Record<string, number>;
}

/** One time that a version became the current one. */
export interface Publication {
  /** The version. */
  version: string;
  /** Time of publication. */
  at: string;
  /** Publisher: a user, "start", "watched folder". */
  by: string;
  /** Origin of the version: a file; a run and its step; "rollback"; "promoted". */
  source: string;
}

/** Parameters of a publication (POST /api/voices?…, the body is the .voice file). */
export interface PublishRequest {
  /** Name of the voice, new or existing; default: the name in its manifest. */
  name?: string;
  /** Publisher, for the history; default "http". */
  by?: string;
  /** Origin, for the history; default "upload". */
  source?: string;
  /**
   * Compares it with the current version: share of utterances that it gets, 0 to 1; default: it becomes the current
   * version.
   */
  share?: number;
  /** In a comparison, assigns whole sessions rather than single utterances. */
  bySession?: boolean;
  /** In a comparison, sessions that always get this version. */
  session?: string[];
}

/** A decision about a recording of a data set. The next check applies it. */
export interface RecordingDecision {
  /** True to use it though it is doubtful, false to leave it out; null for neither. */
  use: boolean | null;
  /** The transcript in place of its own; null for its own. */
  text: string | null;
}

/** A training run. */
export interface Run {
  /** Its id. */
  id: string;
  /** Name of the speaker that the voice learns. */
  name: string;
  /** Its state. */
  state: 'queued' | 'running' | 'paused' | 'stopped' | 'done' | 'failed';
  /** Reason of its failure; null otherwise. */
  error: string | null;
  /** Id of its data set. */
  dataSet: string;
  /** SHA-256 of the data. */
  dataHash: string;
  /** Licence of the data, and so of the voices made from it. */
  licence: string;
  /** User who started it. */
  user: string;
  /** The consent statement for the recorded speaker. */
  consent: string;
  /** The voice that is fine-tuned. */
  voice: string;
  /** Version of that voice. */
  parent: string;
  /** Training steps in all. */
  steps: number;
  /** Peak learning rate of all weights but the speaker embedding. */
  learningRate: number;
  /** Recordings per step. */
  batchSize: number;
  /** Steps between validations. */
  validateEvery: number;
  /** First steps, which adapt only the aligner. */
  alignerSteps: number;
  /** Steps after those, which adapt only the speaker embedding. */
  speakerSteps: number;
  /** Time at which it was started or resumed, UTC: its place in the queue. */
  queued: Date | string;
  /** Steps done, as last reported. */
  step: number;
  /** Steps with a checkpoint, which can be promoted. */
  checkpoints: number[];
  /** Versions made from it, the newest last. */
  promoted: Promotion[];
}

/** An event of a run. Members that do not belong to its type are null. */
export interface RunEvent {
  /** Kind of event. */
  type: 'state' | 'started' | 'progress' | 'validated' | 'saved' | 'skipped' | 'promoted';
  /** Index of the event in its run. */
  number: number;
  /** Time, UTC. */
  at: Date | string;
  /** Steps done. */
  step: number;
  /** State: the new state. */
  state?: 'queued' | 'running' | 'paused' | 'stopped' | 'done' | 'failed' | null;
  /** State "failed", skipped: the reason. */
  error?: string | null;
  /** Started: the last step. */
  steps?: number | null;
  /** Progress: mean losses since the last report. Validated: the validation's losses. */
  losses?: Record<string, number> | null;
  /** Progress: steps per second. */
  stepsPerSecond?: number | null;
  /** Progress: seconds of training audio per second. */
  audioRate?: number | null;
  /** Progress: estimated seconds left. */
  secondsLeft?: number | null;
  /** Validated: sounds and pictures. */
  files?: RunFile[] | null;
  /** Validated: the score that ranks steps, lower is better. */
  score?: number | null;
  /** Validated, saved: true for the best step so far. */
  best?: boolean | null;
  /** Promoted: the version made from the step. */
  promotion?: Promotion | null;
}

/** A sound or picture of a validation. */
export interface RunFile {
  /** Kind of file. */
  kind: 'sound' | 'mel' | 'alignment';
  /** The recording's name, the same at every step. */
  name: string;
  /** Its path on the server. */
  url: string;
}

/** A training run to be started. Absent members take their defaults. */
export interface RunRequest {
  /** Id of a data set that is ready. */
  dataSet?: string;
  /** The published voice to fine-tune; default: the server's default voice. */
  voice?: string;
  /** The speaker's name: new, or that of one of the voice's speakers. */
  name?: string;
  /** User who starts the run. */
  user?: string;
  /** The consent statement for the recorded speaker; stored with every voice made from the run. */
  consent?: string;
  /** Training steps; default 240. */
  steps?: number;
  /** Peak learning rate of all weights but the speaker embedding. */
  learningRate?: number;
  /** Recordings per step. */
  batchSize?: number;
  /** Steps between validations. */
  validateEvery?: number;
  /** First steps, which adapt only the aligner. */
  alignerSteps?: number;
  /** Steps after those, which adapt only the speaker embedding. */
  speakerSteps?: number;
}

/** A sentence begins. Comes before the audio that holds its first sample. */
export interface SentenceEvent {
  type: 'sentence';
  /** Index of the sentence. */
  sentence: number;
  /** First sample of its speech, after the pause before it. */
  firstSample: number;
  /** Length in samples; 0 if nothing in it could be spoken. */
  samples: number;
  /** Start of its text. */
  start: number;
  /** End of its text. */
  end: number;
  /** Version of the voice that speaks it. */
  modelVersion: string;
}

/** Voice, controls and limits of an utterance. Absent members take their defaults. */
export interface SpeakRequest {
  /** A voice's name; default: the server's default voice. */
  voice?: string;
  /** Seed of the noise in the sound; default 0. */
  seed?: number;
  /** Factor on speed, 0.25 to 4; default 1. */
  rate?: number;
  /** Pitch shift in semitones, -12 to 12; default 0. */
  pitch?: number;
  /** Loudness of articulation in decibels, -12 to 12; default 0. */
  energy?: number;
  /** Index of one of the voice's speakers; default 0. */
  speaker?: number;
  /** Factor on silences, 0 to 4; default 1. */
  pauses?: number;
  /** The only acceptable version of the voice; default: the current one. */
  voiceVersion?: string;
  /** Lets each sentence be spoken by the version that is current when its turn comes; default false. */
  followVersions?: boolean;
  /** The conversation it belongs to, which decides what a comparison of versions picks; default: the connection. */
  session?: string;
  /** Pronunciations: lines of a word, a blank, and ARPAbet or IPA. */
  lexicon?: string;
  /** True for SSML, false for plain text; default: SSML if it begins with a speak element. */
  markup?: boolean;
  /** Events wanted besides the others: "phoneme", "viseme". */
  details?: string[];
  /**
   * Seconds an unfinished sentence waits for more text before a clause of it is spoken, 0.01 to 60; default: no limit.
   */
  maxDelay?: number;
  /** The first sample wanted; default 0. */
  fromSample?: number;
  /**
   * Index of a sentence that begins at or before fromSample, as an earlier stream of the same request announced it: the
   * sentences before it are not synthesised again. Changes no sample; default: none.
   */
  knownSentence?: number;
  /** First sample of the speech of knownSentence. */
  knownSentenceSample?: number;
  /**
   * An utterance of the same request and text whose connection was lost: a cluster does not synthesise again what its
   * worker still holds. Changes no sample; default: none.
   */
  continues?: string;
  /** Waits until everything this connection asked for before has been spoken; default false. */
  queue?: boolean;
  /** An utterance of this connection to stop first. */
  replaces?: string;
  /** Samples of replaces that have been played; default: all that were sent. */
  played?: number;
  /** Seconds the stream may be ahead of its playback, 0.1 to 3600; default: no limit. */
  maxLead?: number;
}

/** A whole text to be spoken to one WAV file (POST /api/speak). Pacing, queueing and event details have no effect. */
export interface SpeakTextRequest extends SpeakRequest {
  /** The text. */
  text?: string;
}

/** First event of the sound: its format, and everything that decides the samples. */
export interface StartEvent {
  type: 'start';
  /** Samples per second. */
  sampleRate: number;
  /** Channels: 1. */
  channels: number;
  /** Bits per sample: 16. */
  bitsPerSample: number;
  /** The voice's name. */
  voice: string;
  /** Version of the voice. */
  voiceVersion: string;
  /** Seed of the noise. */
  seed: number;
  /** The utterance's id. */
  utterance: string;
  /** Same as voiceVersion. */
  modelVersion: string;
}

/** Last event of an utterance that was stopped. */
export interface StoppedEvent {
  type: 'stopped';
  /** The part that was played. */
  heard: HeardText;
}

/** Body of POST /api/speak/stream. */
export interface StreamTextRequest extends SpeakRequest {
  /** The text. */
  text?: string;
  /** ndjson (default), sse, srt or vtt. */
  format?: string;
}

/** A second version of a voice and the share of utterances that it speaks. */
export interface VersionComparison {
  /** The second version; null in a request for the one being compared already. */
  version: string | null;
  /** Share of utterances, 0 to 1. */
  share: number;
  /** Assigns whole sessions rather than single utterances. */
  bySession: boolean;
  /** Sessions that always get the second version. */
  sessions: string[] | null;
}

/** Tally of one version's utterances: ended, stopped, failed, votes. */
export interface VersionFigures {
  /** Utterances that have ended. */
  utterances: number;
  /** Of those, the ones stopped or cancelled by the listener. */
  cancelled: number;
  /** Of those, the ones ended by an error. */
  failed: number;
  /** Median time from the request to the first audio, over the last thousand. */
  firstSoundMedianMs: number;
  /** 95th percentile of the same. */
  firstSoundP95Ms: number;
  /** Computing time per second of sound. */
  realTimeFactor: number;
  /** Votes in favour. */
  votesFor: number;
  /** Votes against. */
  votesAgainst: number;
}

/** A change of the current version. */
export interface VersionRequest {
  /** The version; the endpoint says what null stands for. */
  version?: string;
  /** The user, for the history. */
  by?: string;
}

/** A mouth shape begins. Sent if details has "viseme". */
export interface VisemeEvent {
  type: 'viseme';
  /** 0 to 21; 0 is silence. */
  viseme: number;
  /** First sample. */
  firstSample: number;
  /** Length in samples. */
  samples: number;
  /** Start of the text that it renders. */
  start: number;
  /** End of the text that it renders. */
  end: number;
}

/** A voice that can be asked for. */
export interface VoiceInfo {
  /** Its name in requests. */
  name: string;
  /** Version of its weights: two voices of one version give the same samples. */
  version: string;
  /** BCP 47 tag. */
  language: string;
  /** Names of its speakers; a request selects one by number. */
  speakers: string[];
  /** Samples per second. */
  sampleRate: number;
  /** Training steps of its acoustic model. */
  trainingStep: number;
  /** Licence of its weights. */
  licence: string;
}

/** One version of a voice: its origin, the findings of its trial, and how its utterances fared. */
export interface VoiceVersion {
  /** Id of its weights. */
  version: string;
  /** Its role. */
  state: 'current' | 'compared' | 'kept';
  /** Time at which it was added to this server. */
  at: string;
  /** User who added it. */
  by: string;
  /** A file, or a run and its step. */
  source: string;
  /** BCP 47 tag. */
  language: string;
  /** Training steps of the acoustic model. */
  acousticStep: number;
  /** Training steps of the vocoder. */
  vocoderStep: number;
  /** SHA-256 of the training data, lower-case hex; empty if unknown. */
  dataHash: string;
  /** Licence of the training data, and so of the voice. */
  licence: string;
  /** The consent statement for the recorded speaker. */
  consent: string;
  /** Author of consent; empty if nobody is named. */
  consentBy: string;
  /** Version of the voice that this one was trained from; empty for none. */
  parent: string;
  /** Scores at packing, by name. */
  metrics: Record<string, number>;
  /** Findings of its trial. */
  findings: GateFinding[];
  /** Size of its file; 0 for a version that the server's configuration names. */
  bytes: number;
  /** Figures since the server started; votes are kept across starts. */
  figures: VersionFigures;
}

/** All versions of one voice. */
export interface VoiceVersions {
  /** The voice's name in requests. */
  name: string;
  /** The version that new utterances get. */
  current: string;
  /** A second version that some utterances get; null for none. */
  comparison: VersionComparison | null;
  /** The versions, the newest first. */
  versions: VoiceVersion[];
  /** The publications, the newest first. */
  history: Publication[];
}

/** A listener's vote. */
export interface VoteRequest {
  /** True for a vote in favour. */
  liked: boolean;
  /** Votes on this utterance, which has one vote. */
  utterance?: string;
  /** Votes on this version. */
  version?: string;
}

/** A word begins. Comes before the audio that holds its first sample. */
export interface WordEvent {
  type: 'word';
  /** The word as spoken: "five" and "dollars" for "$5". */
  text: string;
  /** First sample. */
  firstSample: number;
  /** Length in samples. */
  samples: number;
  /** Start of the text that it renders. */
  start: number;
  /** End of the text that it renders. */
  end: number;
}

/** One event of a spoken stream, in playing order. On the wire a map with a type. */
export type SpeakEvent =
  | AcceptedEvent
  | AudioEvent
  | EndEvent
  | LedgerEvent
  | MarkEvent
  | NoticeEvent
  | PhonemeEvent
  | SentenceEvent
  | StartEvent
  | StoppedEvent
  | VisemeEvent
  | WordEvent;
