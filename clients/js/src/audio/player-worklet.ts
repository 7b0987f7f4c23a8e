import { Playback, type PlaybackCommand } from './playback';

// The audio thread's globals, which TypeScript's libraries leave out.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** Joins a Playback to the audio thread. */
class PlayerProcessor extends AudioWorkletProcessor {
  private readonly playback = new Playback(sampleRate, (report) => this.port.postMessage(report));

  constructor() {
    super();
    this.port.onmessage = (message: MessageEvent<PlaybackCommand>) => this.playback.handle(message.data);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [left, ...others] = outputs[0];
    if (left) {
      this.playback.render(left);
      for (const other of others) other.set(left);
    }
    return true;
  }
}

registerProcessor('voicesmith-player', PlayerProcessor);
