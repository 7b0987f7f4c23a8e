import type { PlaybackCommand, PlaybackReport } from './playback';
import workletUrl from './player-worklet.ts?worker&url';

/** Plays streamed sound through one AudioWorklet. One utterance at a time; a new one takes the place of the old. */
export class Player {
  private context: AudioContext | undefined;
  private node: Promise<AudioWorkletNode> | undefined;
  private queue: Promise<void> = Promise.resolve();

  /** @param onReport Told what the audio thread reports. */
  constructor(private readonly onReport: (report: PlaybackReport) => void) {}

  /** Seconds between a sample's rendering and its being heard, as far as the browser knows. */
  get latency(): number {
    return (this.context?.outputLatency || this.context?.baseLatency) ?? 0;
  }

  /** Loads the worklet, so that the first press need not wait for it. The device stays closed. */
  async prepare(): Promise<AudioWorkletNode> {
    this.context ??= new AudioContext({ latencyHint: 'interactive' });
    this.node ??= this.load(this.context);
    return this.node;
  }

  /** Opens the device. Browsers allow it only from a click or a key. Sound may be added before it is open. */
  async open(): Promise<void> {
    const loaded = this.prepare();
    await Promise.all([loaded, this.context!.state === 'running' ? undefined : this.context!.resume()]);
  }

  begin(utterance: number, sampleRate: number): void {
    this.send({ type: 'begin', utterance, sampleRate });
  }

  /** @param pcm Given away: the audio thread has it from now on. */
  add(utterance: number, pcm: Int16Array): void {
    this.send({ type: 'sound', utterance, pcm }, [pcm.buffer]);
  }

  end(utterance: number): void {
    this.send({ type: 'end', utterance });
  }

  stop(): void {
    this.send({ type: 'stop' });
  }

  /** In order, even before the worklet has been loaded. */
  private send(command: PlaybackCommand, transfer: Transferable[] = []): void {
    const { node } = this;
    if (!node) return;
    // A device that cannot be opened is reported by open(), once.
    this.queue = this.queue.then(() => node).then((opened) => opened.port.postMessage(command, transfer)).catch(() => undefined);
  }

  private async load(context: AudioContext): Promise<AudioWorkletNode> {
    await context.audioWorklet.addModule(workletUrl);
    const node = new AudioWorkletNode(context, 'voicesmith-player', { numberOfInputs: 0, outputChannelCount: [1] });
    node.port.onmessage = (message: MessageEvent<PlaybackReport>) => this.onReport(message.data);
    node.connect(context.destination);
    return node;
  }
}
