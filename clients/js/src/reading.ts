import type { PlaybackReport } from './audio/playback';
import {
  codeOf, messageOf, type AudioEvent, type Ledger, type NoticeEvent, type SpeakRequest, type SpeechEvent, type StartEvent,
} from './messages';
import { Part, type Speech } from './part';
import { turnFor, type Turn } from './say-again';
import { editBetween, sentenceStart, type TextEdit } from './text-edit';
import { Track } from './track';
import { TrackPlayer, type Sink } from './track-player';
import type { UtteranceListener } from './utterance';

/** Begins an utterance. */
export type Speak = (request: SpeakRequest, listener: UtteranceListener) => Speech;

export type ReadingState = 'idle' | 'preparing' | 'speaking' | 'waiting' | 'paused';

/** Why a reading came to its end. */
export type EndReason = 'finished' | 'stopped' | { error: string };

/** Receives what becomes of a reading. */
export interface ReadingListener {
  onState?(state: ReadingState): void;
  onStart?(start: StartEvent): void;
  /** Sound was added to the track. */
  onSound?(pcm: Int16Array): void;
  /** The first sample is on its way to the loudspeaker. */
  onFirstSound?(times: FirstSound): void;
  /** The sample of the track that is being heard, and how often sound came too late. */
  onProgress?(heard: number, gaps: number): void;
  onNotice?(notice: NoticeEvent): void;
  onLedger?(ledger: Ledger): void;
  onEnd?(reason: EndReason): void;
}

/** Milliseconds from the call until the first sound. */
export interface FirstSound {
  /** Until it came from the server. */
  received: number;
  /** Until it was on its way to the loudspeaker. */
  played: number;
}

/** Which part of a text is to be read. */
export interface ReadingOptions {
  from?: number;
  to?: number;
  /** More text may come: by {@link Reading.edit}, until {@link Reading.finish}. */
  open?: boolean;
}

/** What was heard of a text, in UTF-16 units: the end of the last word that was played whole, and the interrupted one. */
export interface Heard {
  offset: number;
  interrupted?: { start: number; end: number };
}

const KEEP_SECONDS = 20 * 60; // of sound behind the listener
const REPORT_SECONDS = 0.5; // of sound between two reports to the server
const EDIT_PAUSE_MS = 350; // without an edit, until changed text is spoken
const REST_MS = 1500; // without more text, until what there is counts as a sentence
const DRY_SAMPLES = 64; // that a player keeps to itself until more comes
const PARK_MS = 60_000; // of a pause, until the utterance's place on the server is given up
const SPEAKABLE = /[\p{L}\p{N}]/u;
const MARKUP = /^\s*(<\?xml[^>]*>\s*)?<speak[\s>]/;

/**
 * A text that is read aloud: it can be paused, be read on from any word, grow, and be edited meanwhile. What was said is kept:
 * edits and other settings are followed from the next word or sentence on.
 */
export class Reading {
  private text = '';
  private request: SpeakRequest = {};
  private from = 0;
  private to = 0;
  private open = false;
  private written = 0; // place in the text up to which the server has it
  private current: ReadingState = 'idle';
  private sound: Track | undefined;
  private part: Part | undefined;
  private next: number | undefined; // place in the text to go on from, after the part at hand
  private complete = false; // the track reaches to the end of the text
  private reportAt = 0;
  private asked = NaN;
  private received = NaN; // since then, ms
  private editTimer: ReturnType<typeof setTimeout> | undefined;
  private restTimer: ReturnType<typeof setTimeout> | undefined;
  private parkTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly player: TrackPlayer;

  constructor(
    private readonly begin: Speak,
    private readonly sink: Sink,
    private readonly listener: ReadingListener = {},
    private readonly now: () => number = () => performance.now(),
  ) {
    this.player = new TrackPlayer(sink);
  }

  get state(): ReadingState {
    return this.current;
  }

  get isActive(): boolean {
    return this.current !== 'idle';
  }

  /** True once the track has all of the text. */
  get isComplete(): boolean {
    return this.complete;
  }

  /** The sound so far, with its words; undefined before there was any. */
  get track(): Track | undefined {
    return this.sound;
  }

  /** The sample of the track that is being heard, or was heard last. */
  get heardSample(): number {
    return this.player.heard;
  }

  /** What has been heard of the text. */
  get heard(): Heard {
    const sample = this.player.heard;
    const words = this.sound?.words;
    const word = words?.at(sample);
    if (!words || !word) return { offset: this.from };
    if (word.firstSample + word.samples <= sample) return { offset: word.end };
    return { offset: words.at(word.firstSample - 1)?.end ?? this.from, interrupted: { start: word.start, end: word.end } };
  }

  /** Reads a text; what is being read is stopped first. */
  speak(text: string, request: SpeakRequest, { from = 0, to = text.length, open = false }: ReadingOptions = {}): void {
    this.stop();
    [this.text, this.request, this.from, this.to, this.open] = [text, request, from, to, open];
    this.sound = undefined;
    this.player.position = 0;
    this.prepare(from);
  }

  /** Holds the sound back until {@link continue}. */
  pause(): void {
    if (!this.isActive || this.current === 'paused') return;
    this.sink.pause();
    this.parkTimer = setTimeout(() => this.part?.speech.suspend(), PARK_MS);
    this.setState('paused');
  }

  continue(): void {
    if (this.current !== 'paused') return;
    this.unpark();
    this.sink.continue();
    this.setState('speaking');
  }

  stop(): void {
    if (!this.isActive) return;
    this.halt();
    this.end('stopped');
  }

  /** Ends it because of an error. */
  fail(error: string): void {
    if (!this.isActive) return;
    this.halt();
    this.end({ error });
  }

  /** Goes on from a sample of the track, also after the end. */
  seek(sample: number): void {
    const track = this.sound;
    if (!track) return;
    this.unpark();
    this.player.start(track, Math.min(Math.max(sample, track.first), track.length));
    this.setState('speaking');
    if (!this.part && !this.complete) this.revive();
    this.feed();
  }

  /** Goes on some seconds earlier. */
  back(seconds: number): void {
    if (this.sound) this.seek(this.player.position - seconds * this.sound.sampleRate);
  }

  /** Goes on from the word at a place in the text: at its sample if there is sound of it already. */
  goTo(offset: number): void {
    const track = this.sound;
    const word = track?.words.of(offset);
    const isThere = word && (word.start <= offset || !SPEAKABLE.test(this.text.slice(offset, word.start)));
    if (isThere && word.firstSample >= track!.first) {
      this.seek(word.firstSample);
      return;
    }
    this.halt();
    track?.cut(Math.round(this.player.position));
    this.to = this.text.length;
    this.prepare(offset);
  }

  /** Follows a change of the text that is read. */
  edit(text: string): void {
    const edit = editBetween(this.text, text);
    if (!edit) return;
    if (this.open && this.part && edit.removed === 0 && edit.start === this.text.length) {
      this.text = text;
      this.to = text.length;
      this.write();
    } else if (edit.start > this.to || (this.next !== undefined && edit.start >= this.next)) {
      this.follow(edit, text);
      if (this.editTimer !== undefined) this.goOnLater();
      else this.goOn();
    } else {
      const turn = this.turnFor(edit, text);
      this.follow(edit, text);
      if (turn) this.sayAgain(turn);
      else this.shift(edit);
    }
  }

  /** No more text comes. */
  finish(): void {
    if (!this.open) return;
    this.open = false;
    clearTimeout(this.restTimer);
    this.writeTo(this.to);
    this.part?.speech.finish();
    this.goOn();
    this.feed();
  }

  /** Reads on with other settings: with another voice from the next word on, otherwise from the next sentence. */
  change(request: SpeakRequest): void {
    const isOtherVoice = request.voice !== this.request.voice || request.speaker !== this.request.speaker;
    this.request = request;
    if (!this.isActive) return;
    const place = (isOtherVoice ? this.sound?.words : this.sound?.sentences)?.at(this.player.position);
    this.sayAgain(place ? { sample: place.firstSample + place.samples, offset: place.end } : { sample: 0, offset: this.from });
  }

  /** Takes a report of the player. */
  onReport(report: PlaybackReport): void {
    if (!this.player.follow(report)) return;
    if (report.type === 'started') this.tellFirstSound();
    else if (report.type === 'progress') this.progress(report.underruns);
    else if (report.type === 'finished') {
      this.listener.onProgress?.(this.player.position, 0);
      this.end('finished');
    }
  }

  private prepare(offset: number): void {
    this.complete = false;
    this.next = undefined;
    this.asked = this.now();
    this.received = NaN;
    this.setState('preparing');
    this.startPart(offset);
  }

  /** Speaks from a place in the text: from the start of its sentence, whose melody it needs, but keeps only what comes after. */
  private startPart(offset: number): void {
    const base = MARKUP.test(this.text) ? 0 : sentenceStart(this.text, offset);
    const listener: UtteranceListener = {
      onEvent: (event) => part === this.part && this.take(part, event),
      onError: (error) => part === this.part && this.refuse(error),
    };
    const skipTo = base < offset ? offset - base : undefined;
    const part = new Part(this.begin(this.request, listener), base, this.sound?.length ?? 0, skipTo);
    this.part = part;
    this.reportAt = 0;
    this.written = base;
    this.write();
    if (!this.open) part.speech.finish();
  }

  /** Hands text on. While more may come, the beginning of a word is held back. */
  private write(): void {
    clearTimeout(this.restTimer);
    this.writeTo(this.open ? this.text.search(/\s\S*$/) + 1 : this.to);
    if (this.open) this.restTimer = setTimeout(() => {
      this.writeTo(this.to);
      this.part?.speech.finish();
    }, REST_MS);
  }

  private writeTo(end: number): void {
    if (end > this.written) this.part?.speech.write(this.text.slice(this.written, end));
    this.written = Math.max(this.written, end);
  }

  private take(part: Part, event: SpeechEvent): void {
    switch (event.type) {
      case 'start':
        this.takeStart(part, event);
        break;
      case 'sentence':
        part.addSentence(this.sound!, event);
        break;
      case 'word':
        part.addWord(this.sound!, event);
        break;
      case 'phoneme':
        part.addPhoneme(this.sound!, event);
        break;
      case 'audio':
        this.takeSound(part, event);
        break;
      case 'notice':
        this.listener.onNotice?.({ ...event, start: event.start + part.base, end: event.end + part.base });
        break;
      case 'ledger':
        this.listener.onLedger?.(event);
        break;
      case 'end':
        this.endPart();
        break;
    }
  }

  private takeStart(part: Part, start: StartEvent): void {
    const isOther = this.sound?.sampleRate !== start.sampleRate;
    if (isOther) {
      this.sound = new Track(start.sampleRate);
      part.start = 0;
    }
    this.listener.onStart?.(start);
    if (!isOther && this.player.isRunning) return;
    this.player.start(this.sound!, this.sound!.length);
    if (this.current === 'paused') this.sink.pause();
  }

  private takeSound(part: Part, event: AudioEvent): void {
    const track = this.sound!;
    const kept = part.addSound(track, event);
    if (!kept) return;
    if (Number.isNaN(this.received)) this.received = this.now() - this.asked;
    this.listener.onSound?.(kept);
    if (part.until !== undefined && track.length >= part.until) {
      part.speech.cancel();
      track.cut(part.until);
      this.endPart();
    } else this.feed();
  }

  private endPart(): void {
    this.part = undefined;
    if (this.next === undefined && this.open) this.next = this.written;
    if (this.next === undefined) this.complete = true;
    this.goOn();
    this.feed();
  }

  private feed(): void {
    this.player.feed(this.complete);
  }

  /** Speaks what is left, once the part at hand is over and the edits have come to rest. */
  private goOn(): void {
    if (this.part || this.next === undefined || this.editTimer !== undefined) return;
    const offset = this.next;
    const isLeft = SPEAKABLE.test(this.text.slice(offset, this.to));
    if (!isLeft && this.open) return;
    this.next = undefined;
    if (isLeft) this.startPart(offset);
    else this.complete = true;
  }

  private goOnLater(): void {
    clearTimeout(this.editTimer);
    this.editTimer = setTimeout(() => {
      this.editTimer = undefined;
      this.goOn();
      this.feed();
    }, EDIT_PAUSE_MS);
  }

  /** The track ends in the middle: it goes on with its last word, which may be incomplete. */
  private revive(): void {
    const last = this.sound!.words.last;
    if (this.next === undefined) {
      if (last) this.cut(last.firstSample);
      this.next = last?.start ?? this.from;
    }
    this.goOn();
  }

  private refuse(error: unknown): void {
    const code = codeOf(error);
    const hasSound = (this.sound?.length ?? 0) > 0;
    this.part = undefined;
    if (code === 'VS4012' && hasSound) this.revive(); // the version is gone: the newest takes over
    else if (code === 'VS4004' && hasSound) this.endPart(); // nothing is left to say
    else this.fail(messageOf(error));
  }

  private turnFor(edit: TextEdit, after: string): Turn | undefined {
    const { text, from, sound: track } = this;
    if (!track) return this.isActive ? { sample: 0, offset: from } : undefined;
    return turnFor(edit, after, { text, from, track, position: this.isActive ? this.player.position : undefined });
  }

  private follow(edit: TextEdit, text: string): void {
    this.text = text;
    if (edit.start <= this.to) this.to += edit.inserted - edit.removed;
    this.sound?.edit(edit);
  }

  /** What comes has moved, because of an edit of what was said. */
  private shift({ start, inserted, removed }: TextEdit): void {
    const by = inserted - removed;
    if (this.part) this.part.base += by;
    if (this.next !== undefined) this.next += by;
    if (start < this.from) this.from += by;
    this.written += by;
  }

  private sayAgain({ sample, offset }: Turn): void {
    this.next = offset;
    this.complete = false;
    if (this.part && this.sound && sample > this.sound.length) this.part.until = sample;
    else {
      this.part?.speech.cancel();
      this.part = undefined;
      this.cut(sample);
    }
    if (this.isActive) this.goOnLater();
  }

  private cut(sample: number): void {
    this.sound?.cut(sample);
    this.player.cut(sample);
  }

  private tellFirstSound(): void {
    if (!Number.isNaN(this.asked)) this.listener.onFirstSound?.({ received: this.received, played: this.now() - this.asked });
    this.asked = NaN;
    this.setState('speaking');
  }

  private progress(underruns: number): void {
    const track = this.sound!;
    const { position } = this.player;
    const played = position - (this.part?.start ?? 0);
    if (this.part && played >= this.reportAt) {
      this.reportAt = played + track.sampleRate * REPORT_SECONDS;
      this.part.speech.report(Math.round(played));
    }
    this.feed();
    track.forget(position - KEEP_SECONDS * track.sampleRate);
    const isDry = !this.complete && position >= track.length - DRY_SAMPLES;
    if (this.current === 'speaking' && isDry) this.setState('waiting');
    else if (this.current === 'waiting' && !isDry) this.setState('speaking');
    this.listener.onProgress?.(this.player.heard, this.open || this.next !== undefined ? 0 : underruns);
  }

  private unpark(): void {
    clearTimeout(this.parkTimer);
    this.part?.speech.resume();
  }

  private halt(): void {
    for (const timer of [this.editTimer, this.restTimer, this.parkTimer]) clearTimeout(timer);
    this.editTimer = undefined;
    this.player.halt();
    this.part?.speech.cancel();
    this.part = undefined;
  }

  private end(reason: EndReason): void {
    this.setState('idle');
    this.listener.onEnd?.(reason);
  }

  private setState(state: ReadingState): void {
    if (state === this.current) return;
    this.current = state;
    this.listener.onState?.(state);
  }
}
