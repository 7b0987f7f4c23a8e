import { HubConnectionState, Subject, type IStreamResult, type ISubscription } from '@microsoft/signalr';
import { codeOf, type HeardText, type SentenceEvent, type SpeakRequest, type SpeechEvent } from './messages';

/** UTF-16 units of text in one message. */
export const PIECE_LENGTH = 4096;

/** The part of a SignalR connection that an utterance needs. */
export interface Hub {
  readonly state: HubConnectionState;
  stream<T>(method: string, ...args: unknown[]): IStreamResult<T>;
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
  send(method: string, ...args: unknown[]): Promise<void>;
}

/** A hub, and a wait for it to be connected. */
export interface Line {
  hub: Hub;
  ready(): Promise<void>;
}

/** Receives what becomes of an utterance. */
export interface UtteranceListener {
  /** Called for each event, in playing order, once each: also after the connection was lost and the stream taken up again. */
  onEvent(event: SpeechEvent): void;
  /** The server refused or failed; nothing comes after it. */
  onError(error: unknown): void;
}

const RETRY_MS = 1000; // while a server is being shut down and another takes its place

/**
 * One utterance: text goes to the server, its events come back. When the connection is lost it waits for the next one and
 * goes on at the sample that it had come to; samples are the same as they would have been.
 */
export class Utterance {
  private text = '';
  private finished = false;
  private over = false;
  private pieces = new Subject<string>();
  private subscription: ISubscription<SpeechEvent> | undefined;
  private id = '';
  private version = '';
  private received = 0; // samples, those before the first wanted one included
  private resumedAt = -1; // events that begin before are known
  private sentences: SentenceEvent[] = []; // the last two that have sound
  private attempt = 0;

  constructor(
    private readonly line: Line,
    private readonly request: SpeakRequest,
    private readonly listener: UtteranceListener,
  ) {
    this.received = request.fromSample ?? 0;
    void this.open();
  }

  /** Appends text, in pieces of any size. */
  write(text: string): void {
    this.text += text;
    for (const piece of cut(text, PIECE_LENGTH)) this.pieces.next(piece);
  }

  /** Says that no more text comes. */
  finish(): void {
    this.finished = true;
    this.pieces.complete();
  }

  /** Tells the server how many samples have been played, so that it stays maxLead ahead. */
  report(played: number): void {
    // A lost connection is noticed by the stream.
    if (this.isStreaming) void this.line.hub.send('Report', this.id, played).catch(() => undefined);
  }

  /** Ends it on the server, which says what was heard. */
  async stop(played: number): Promise<HeardText | undefined> {
    const asked = this.isStreaming ? this.line.hub.invoke<HeardText | null>('Stop', this.id, Math.round(played)) : undefined;
    this.over = true;
    const heard = await asked?.catch(() => undefined); // without a connection nobody knows
    this.cancel();
    return heard ?? undefined;
  }

  /** Ends it; nothing comes any more. */
  cancel(): void {
    this.over = true;
    this.suspend();
  }

  /** Frees its place on the server, until {@link resume}. */
  suspend(): void {
    this.attempt++;
    this.subscription?.dispose();
    this.subscription = undefined;
    this.pieces = new Subject();
  }

  /** Goes on after {@link suspend}. */
  resume(): void {
    if (!this.over && !this.subscription) void this.open();
  }

  private get isStreaming(): boolean {
    return this.id !== '' && this.subscription !== undefined && this.line.hub.state === HubConnectionState.Connected;
  }

  /** Begins the stream, or goes on with it from the first sample that is missing. */
  private async open(canResume = true): Promise<void> {
    const attempt = ++this.attempt;
    await this.line.ready();
    if (attempt !== this.attempt || this.over) return;
    this.pieces = new Subject();
    this.resumedAt = this.id === '' ? -1 : this.received;
    this.subscription = this.stream(canResume).subscribe({
      next: (event) => attempt === this.attempt && this.take(event),
      complete: () => undefined, // the end event said so
      error: (error) => attempt === this.attempt && void this.fail(error),
    });
    for (const piece of cut(this.text, PIECE_LENGTH)) this.pieces.next(piece);
    if (this.finished) this.pieces.complete();
  }

  /** The whole text again gives the same samples, unless time had a part in them: those the server remembers for a while. */
  private stream(canResume: boolean): IStreamResult<SpeechEvent> {
    const { hub } = this.line;
    const { request } = this;
    if (this.id === '') return hub.stream('Speak', request, this.pieces);
    if (canResume && this.finished && (request.followVersions || request.maxDelay)) return hub.stream('Resume', this.id, this.received);
    const again = { ...request, voiceVersion: this.version, fromSample: this.received };
    if (request.followVersions || request.maxDelay) return hub.stream('Speak', again, this.pieces);
    const known = this.sentences.filter((one) => one.firstSample <= this.received).at(-1);
    const place = known && { knownSentence: known.sentence, knownSentenceSample: known.firstSample };
    return hub.stream('Speak', { ...again, ...place, continues: this.id }, this.pieces);
  }

  private take(event: SpeechEvent): void {
    if (event.type === 'start') {
      const isFirst = this.id === '';
      this.id = event.utterance;
      this.version = event.voiceVersion;
      if (!isFirst) return;
    } else if (event.type === 'audio') {
      this.received = event.firstSample + (event.pcm.byteLength >> 1);
    } else if (event.type === 'end') {
      this.over = true;
    } else if ('firstSample' in event && event.firstSample < this.resumedAt) {
      return;
    }
    if (event.type === 'sentence' && event.samples > 0) this.sentences = [...this.sentences.slice(-1), event];
    this.listener.onEvent(event);
  }

  private async fail(error: unknown): Promise<void> {
    this.subscription = undefined;
    await Promise.resolve(); // a connection that is lost fails its streams first, and says so afterwards
    if (this.over) return;
    const code = codeOf(error);
    if (this.line.hub.state !== HubConnectionState.Connected) void this.open();
    else if (code === 'VS4010') setTimeout(() => this.resume(), RETRY_MS); // it is being shut down
    else if (code === 'VS4011') void this.open(false); // it is another server, or one that was started again
    else {
      this.over = true;
      this.listener.onError(error);
    }
  }
}

/** Cuts a text into pieces of at most so many units, never within a surrogate pair: half a pair has no UTF-8. */
export function* cut(text: string, length: number): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + length, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff && end - start > 1) end--;
    yield text.slice(start, end);
    start = end;
  }
}
