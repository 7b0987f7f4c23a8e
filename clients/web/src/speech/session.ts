import type { IStreamSubscriber } from '@microsoft/signalr';
import type { PlaybackReport } from '../audio/playback';
import type { Speaking } from './connection';
import { messageOf, samplesOf, type Ledger, type SpeakRequest, type SpeechEvent } from './events';
import { Timeline } from './timeline';

/** What a session needs of a player. */
export interface Sink {
  begin(utterance: number, sampleRate: number): void;
  add(utterance: number, pcm: Int16Array): void;
  end(utterance: number): void;
  stop(): void;
}

/** Starts a stream; disposing of the result ends it. */
export type Speak = (request: SpeakRequest, text: string, subscriber: IStreamSubscriber<SpeechEvent>) => Speaking;

/** Told as an utterance goes on. */
export interface Listener {
  onStart(voice: string, version: string, sampleRate: number): void;
  /** A sentence begins, spoken by a version that may have changed. */
  onSentence?(firstSample: number, version: string): void;
  onSound(pcm: Int16Array): void;
  onFirstSound(milliseconds: number): void;
  onProgress(played: number, underruns: number): void;
  onLedger(ledger: Ledger): void;
  onEnd(reason: 'finished' | 'stopped' | { error: string }): void;
}

const REPORT_SECONDS = 0.5; // of sound, between two reports to the server

/** One utterance after another, from the press of a button to the last sample. What comes late for an old one is ignored. */
export class Session {
  private utterance = 0;
  private active = false;
  private asked = 0;
  private stream: Speaking | undefined;
  private name = ''; // of the utterance, on the server
  private reportAt = Infinity; // samples played
  private sampleRate = 0;
  private words = new Timeline();

  constructor(
    private readonly sink: Sink,
    private readonly listener: Listener,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether something is being spoken or about to be. */
  get isActive(): boolean {
    return this.active;
  }

  /** What the server calls the current utterance; empty until it has begun. */
  get id(): string {
    return this.name;
  }

  /** The words of the current utterance. */
  get timeline(): Timeline {
    return this.words;
  }

  /** Speaks; an utterance under way is stopped first. */
  speak(speak: Speak, request: SpeakRequest, text: string): void {
    if (this.active) this.stop();
    const utterance = ++this.utterance;
    this.active = true;
    this.asked = this.now();
    this.reportAt = Infinity;
    this.name = '';
    this.words = new Timeline();
    this.stream = speak(request, text, {
      next: (event) => this.isCurrent(utterance) && this.take(event),
      complete: () => undefined, // the end event said so
      error: (error) => this.isCurrent(utterance) && this.fail(messageOf(error)),
    });
  }

  /** Silences the player and tells the server to stop. */
  stop(): void {
    if (!this.active) return;
    this.abandon();
    this.listener.onEnd('stopped');
  }

  /** Ends the utterance because of an error. */
  fail(error: string): void {
    if (!this.active) return;
    this.abandon();
    this.listener.onEnd({ error });
  }

  /** Takes what the player reports. */
  onReport(report: PlaybackReport): void {
    if (!this.isCurrent(report.utterance)) return;
    if (report.type === 'started') this.listener.onFirstSound(this.now() - this.asked);
    else if (report.type === 'progress') {
      this.listener.onProgress(report.played, report.underruns);
      this.tellServer(report.played);
    }
    else if (report.type === 'finished') {
      this.active = false;
      this.listener.onProgress(report.played, 0);
      this.listener.onEnd('finished');
    }
  }

  private tellServer(played: number): void {
    if (played < this.reportAt) return;
    this.reportAt = played + this.sampleRate * REPORT_SECONDS;
    this.stream?.report(this.name, played);
  }

  private isCurrent(utterance: number): boolean {
    return this.active && utterance === this.utterance;
  }

  private abandon(): void {
    this.active = false;
    this.sink.stop();
    this.stream?.dispose();
  }

  private take(event: SpeechEvent): void {
    switch (event.type) {
      case 'start':
        this.name = event.utterance;
        this.sampleRate = event.sampleRate;
        this.reportAt = 0;
        this.sink.begin(this.utterance, event.sampleRate);
        this.listener.onStart(event.voice, event.voiceVersion, event.sampleRate);
        break;
      case 'sentence':
        if (event.modelVersion) this.listener.onSentence?.(event.firstSample, event.modelVersion);
        break;
      case 'word':
        this.words.add(event);
        break;
      case 'audio': {
        const pcm = samplesOf(event.pcm);
        this.listener.onSound(pcm);
        this.sink.add(this.utterance, pcm);
        break;
      }
      case 'ledger':
        this.listener.onLedger(event);
        break;
      case 'end':
        this.sink.end(this.utterance);
        break;
    }
  }
}
