import { Resampler } from './resampler';
import { RingBuffer } from './ring-buffer';

/** A message from the page to the audio thread. */
export type PlaybackCommand =
  | { type: 'begin'; utterance: number; sampleRate: number; fadeIn?: boolean }
  | { type: 'sound'; utterance: number; pcm: Int16Array }
  | { type: 'cut'; utterance: number; samples: number }
  | { type: 'end'; utterance: number }
  | { type: 'pause' }
  | { type: 'continue' }
  | { type: 'stop' };

/** A message from the audio thread to the page. Positions are samples since the begin command, at the source's rate. */
export type PlaybackReport =
  | { type: 'started'; utterance: number }
  | { type: 'progress'; utterance: number; played: number; buffered: number; underruns: number }
  | { type: 'paused'; utterance: number; played: number }
  | { type: 'finished'; utterance: number; played: number }
  | { type: 'stopped'; utterance: number; played: number };

const PREBUFFER_SECONDS = 0.06; // covers network jitter at the first frames, and after a gap
const FADE_SECONDS = 0.008; // no click at a stop, a pause or a jump
const REPORT_SECONDS = 0.02;

/** Plays the sound of one utterance at a time at the device's sample rate. Runs on the audio thread; free of its globals. */
export class Playback {
  private ring = new RingBuffer(1);
  private resampler: Resampler | undefined;
  private utterance = 0;
  private sourceRate = 0;
  private state: 'idle' | 'filling' | 'playing' | 'pausing' | 'paused' | 'stopping' = 'idle';
  private ended = false;
  private begun = false;
  private played = 0;
  private total = 0;
  private underruns = 0;
  private gain = 1;
  private sinceReport = 0;

  constructor(
    private readonly targetRate: number,
    private readonly report: (report: PlaybackReport) => void,
  ) {}

  /** Carries out a command. Sound of an utterance that is no longer played is ignored. */
  handle(command: PlaybackCommand): void {
    if (command.type === 'begin') this.begin(command.utterance, command.sampleRate, command.fadeIn ?? false);
    else if (command.type === 'stop') this.stop();
    else if (command.type === 'pause') this.pause();
    else if (command.type === 'continue') this.continue();
    else if (command.utterance !== this.utterance || this.state === 'stopping') return;
    else if (command.type === 'sound') this.add(command.pcm);
    else if (command.type === 'cut') this.cut(command.samples);
    else this.end();
  }

  /** Writes the next samples at the device's rate; silence if there is nothing to play. */
  render(output: Float32Array): void {
    output.fill(0);
    if (this.state === 'filling' && this.isFilled()) this.play();
    if (this.state === 'idle' || this.state === 'filling' || this.state === 'paused') return;
    const { made, used } = this.resampler!.read(this.ring, output);
    this.played = Math.min(this.total, this.played + used);
    this.fade(output);
    if (this.state === 'playing' && made < output.length) this.runOut();
    this.reportProgress(output.length);
  }

  private begin(utterance: number, sampleRate: number, fadeIn: boolean): void {
    this.utterance = utterance;
    this.sourceRate = sampleRate;
    this.ring = new RingBuffer(sampleRate * 12);
    this.ring.writeSilence(Resampler.lead);
    this.resampler = new Resampler(sampleRate, this.targetRate);
    this.state = 'filling';
    this.ended = this.begun = false;
    this.played = this.total = this.underruns = 0;
    this.gain = fadeIn ? 0 : 1;
  }

  private add(pcm: Int16Array): void {
    this.ring.writePcm(pcm);
    this.total += pcm.length;
  }

  /** Forgets sound that has not been played yet, after so many samples. */
  private cut(samples: number): void {
    const length = Math.max(samples, this.played);
    this.ring.drop(this.total - length + (this.ended ? Resampler.tail : 0));
    this.total = length;
    this.ended = false;
  }

  private end(): void {
    this.ended = true;
    this.ring.writeSilence(Resampler.tail);
  }

  private stop(): void {
    if (this.state === 'playing' || this.state === 'pausing') this.state = 'stopping';
    else if (this.state !== 'idle' && this.state !== 'stopping') this.finish('stopped');
  }

  private pause(): void {
    if (this.state === 'playing') this.state = 'pausing';
    else if (this.state === 'filling') this.rest();
  }

  private continue(): void {
    if (this.state === 'pausing') this.state = 'playing';
    else if (this.state === 'paused') this.state = 'filling';
  }

  private rest(): void {
    this.state = 'paused';
    this.report({ type: 'paused', utterance: this.utterance, played: this.played });
  }

  private isFilled(): boolean {
    return this.ended || this.ring.length - Resampler.lead >= this.sourceRate * PREBUFFER_SECONDS;
  }

  private play(): void {
    this.state = 'playing';
    if (this.begun) return;
    this.begun = true;
    this.report({ type: 'started', utterance: this.utterance });
  }

  private runOut(): void {
    if (this.ended) {
      this.finish('finished');
      return;
    }
    this.underruns++;
    this.state = 'filling';
    this.sinceReport = Infinity; // it may take a while until the next one
  }

  /** Moves the gain towards 1 while playing and towards 0 otherwise; at 0 the stop or pause is complete. */
  private fade(output: Float32Array): void {
    const goal = this.state === 'playing' ? 1 : 0;
    if (this.gain === 1 && goal === 1) return;
    const step = (goal === 1 ? 1 : -1) / (FADE_SECONDS * this.targetRate);
    for (let i = 0; i < output.length; i++) {
      output[i] *= this.gain;
      this.gain = Math.min(1, Math.max(0, this.gain + step));
    }
    if (this.gain > 0) return;
    if (this.state === 'stopping') this.finish('stopped');
    else if (this.state === 'pausing') this.rest();
  }

  private finish(type: 'finished' | 'stopped'): void {
    this.state = 'idle';
    this.ring.clear();
    this.report({ type, utterance: this.utterance, played: type === 'finished' ? this.total : this.played });
  }

  private reportProgress(samples: number): void {
    this.sinceReport += samples;
    if (this.state === 'idle' || this.sinceReport < REPORT_SECONDS * this.targetRate) return;
    this.sinceReport = 0;
    const { utterance, played, underruns } = this;
    this.report({ type: 'progress', utterance, played, buffered: this.total - played, underruns });
  }
}
