import { Resampler } from './resampler';
import { RingBuffer } from './ring-buffer';

/** What the page tells the audio thread. */
export type PlaybackCommand =
  | { type: 'begin'; utterance: number; sampleRate: number }
  | { type: 'sound'; utterance: number; pcm: Int16Array }
  | { type: 'end'; utterance: number }
  | { type: 'stop' };

/** What the audio thread tells the page. Positions are source samples of the utterance. */
export type PlaybackReport =
  | { type: 'started'; utterance: number }
  | { type: 'progress'; utterance: number; played: number; buffered: number; underruns: number }
  | { type: 'finished'; utterance: number; played: number }
  | { type: 'stopped'; utterance: number; played: number };

const PREBUFFER_SECONDS = 0.06; // rides out an unsteady network at the first frames, and after a gap
const FADE_SECONDS = 0.008; // a stop is no click
const REPORT_SECONDS = 0.02;

/** One utterance's sound on its way to the loudspeaker. Runs on the audio thread; plain, so that tests can drive it. */
export class Playback {
  private ring = new RingBuffer(1);
  private resampler: Resampler | undefined;
  private utterance = 0;
  private sourceRate = 0;
  private state: 'idle' | 'filling' | 'playing' | 'fading' = 'idle';
  private ended = false;
  private begun = false;
  private played = 0;
  private total = 0;
  private underruns = 0;
  private fade = 1;
  private sinceReport = 0;

  constructor(
    private readonly targetRate: number,
    private readonly report: (report: PlaybackReport) => void,
  ) {}

  /** Carries out what the page asks for; sound of an utterance that is no longer played is ignored. */
  handle(command: PlaybackCommand): void {
    if (command.type === 'begin') this.begin(command.utterance, command.sampleRate);
    else if (command.type === 'stop') this.stop();
    else if (command.utterance !== this.utterance || this.state === 'fading') return;
    else if (command.type === 'sound') this.add(command.pcm);
    else this.end();
  }

  /** The next samples at the device's rate; silence where there is nothing to play. */
  render(output: Float32Array): void {
    output.fill(0);
    if (this.state === 'filling' && this.isFilled()) this.play();
    if (this.state !== 'playing' && this.state !== 'fading') return;
    const { made, used } = this.resampler!.read(this.ring, output);
    this.played = Math.min(this.total, this.played + used);
    if (this.state === 'fading') this.fadeOut(output);
    else if (made < output.length) this.runOut();
    this.reportProgress(output.length);
  }

  private begin(utterance: number, sampleRate: number): void {
    this.utterance = utterance;
    this.sourceRate = sampleRate;
    this.ring = new RingBuffer(sampleRate * 12);
    this.ring.writeSilence(Resampler.lead);
    this.resampler = new Resampler(sampleRate, this.targetRate);
    this.state = 'filling';
    this.ended = this.begun = false;
    this.played = this.total = this.underruns = 0;
    this.fade = 1;
  }

  private add(pcm: Int16Array): void {
    this.ring.writePcm(pcm);
    this.total += pcm.length;
  }

  private end(): void {
    this.ended = true;
    this.ring.writeSilence(Resampler.tail);
  }

  private stop(): void {
    if (this.state === 'playing') this.state = 'fading';
    else if (this.state === 'filling') this.finish('stopped');
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
  }

  private fadeOut(output: Float32Array): void {
    const step = 1 / (FADE_SECONDS * this.targetRate);
    for (let i = 0; i < output.length; i++) {
      output[i] *= this.fade;
      this.fade = Math.max(0, this.fade - step);
    }
    if (this.fade === 0) this.finish('stopped');
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
