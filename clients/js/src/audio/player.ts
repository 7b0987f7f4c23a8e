import { Playback, type PlaybackCommand, type PlaybackReport } from './playback';
import workletUrl from './player-worklet.ts?worker&url';

const BLOCK = 1024; // samples a block where there is no AudioWorklet
const BLOCKED_MS = 1000; // a browser that has not opened the device by then is waiting for a click or a key

type Send = (command: PlaybackCommand, transfer: Transferable[]) => void;

/** The browser opens the sound device only after a click or a key press on the page. */
export class SoundBlockedError extends Error {
  constructor() {
    super('The browser holds the sound back until you press a key or a button on this page. Press Speak again.');
  }
}

/**
 * Plays streamed sound, one utterance at a time; a new one replaces the old.
 * It plays on the audio thread; on an insecure origin, where browsers offer no AudioWorklet, on the page's own thread.
 */
export class Player {
  private context: AudioContext | undefined;
  private output: Promise<Send> | undefined;
  private queue: Promise<void> = Promise.resolve();
  private utterance = 0;

  /** @param onReport Receives the reports of the audio thread. */
  constructor(public onReport: (report: PlaybackReport) => void = () => undefined) {}

  /** Seconds between a sample's rendering and its being heard, as far as the browser knows. */
  get latency(): number {
    return (this.context?.outputLatency || this.context?.baseLatency) ?? 0;
  }

  /** Loads the worklet, so that the first utterance need not wait for it. The device stays closed. */
  async prepare(): Promise<void> {
    this.context ??= new AudioContext({ latencyHint: 'interactive' });
    this.output ??= this.load(this.context);
    await this.output;
  }

  /** Opens the device. Sound may be added before it is open. Errors: {@link SoundBlockedError}. */
  async open(): Promise<void> {
    const loaded = this.prepare();
    const context = this.context!;
    if (context.state !== 'running') await within(BLOCKED_MS, context.resume());
    await loaded;
  }

  /**
   * @param fadeIn For sound that does not begin at the start of an utterance.
   * @returns the number of what follows, for the other calls and in reports.
   */
  begin(sampleRate: number, fadeIn = false): number {
    this.send({ type: 'begin', utterance: ++this.utterance, sampleRate, fadeIn });
    return this.utterance;
  }

  /** @param pcm Transferred: not to be used afterwards. */
  add(utterance: number, pcm: Int16Array): void {
    this.send({ type: 'sound', utterance, pcm }, [pcm.buffer]);
  }

  /** Forgets what has been added after so many samples, unless it has been played. */
  cut(utterance: number, samples: number): void {
    this.send({ type: 'cut', utterance, samples });
  }

  end(utterance: number): void {
    this.send({ type: 'end', utterance });
  }

  pause(): void {
    this.send({ type: 'pause' });
  }

  continue(): void {
    this.send({ type: 'continue' });
  }

  stop(): void {
    this.send({ type: 'stop' });
  }

  /** In order, even before the worklet has been loaded. */
  private send(command: PlaybackCommand, transfer: Transferable[] = []): void {
    const { output } = this;
    if (!output) return;
    // A device that cannot be opened is reported by open(), once.
    this.queue = this.queue.then(() => output).then((send) => send(command, transfer)).catch(() => undefined);
  }

  private async load(context: AudioContext): Promise<Send> {
    return context.audioWorklet ? this.loadWorklet(context) : this.loadHere(context);
  }

  private async loadWorklet(context: AudioContext): Promise<Send> {
    await context.audioWorklet.addModule(workletUrl);
    const node = new AudioWorkletNode(context, 'voicesmith-player', { numberOfInputs: 0, outputChannelCount: [1] });
    node.port.onmessage = (message: MessageEvent<PlaybackReport>) => this.onReport(message.data);
    node.connect(context.destination);
    return (command, transfer) => node.port.postMessage(command, transfer);
  }

  private loadHere(context: AudioContext): Send {
    const playback = new Playback(context.sampleRate, (report) => this.onReport(report));
    const node = context.createScriptProcessor(BLOCK, 0, 1);
    node.onaudioprocess = ({ outputBuffer }) => playback.render(outputBuffer.getChannelData(0));
    node.connect(context.destination);
    return (command) => playback.handle(command);
  }
}

function within(milliseconds: number, opening: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new SoundBlockedError()), milliseconds);
    opening.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
