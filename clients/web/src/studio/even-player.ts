const LEVEL = 0.07; // root mean square that every sound is brought to
const LOUDEST = 0.95; // of full scale

/** Plays sounds as loud as each other: the louder of two is easily taken for the better one. */
export class EvenPlayer {
  private context: AudioContext | undefined;
  private playing: AudioBufferSourceNode | undefined;

  /** Plays a sound file; the one before ends. */
  async play(file: ArrayBuffer): Promise<void> {
    this.stop();
    const context = (this.context ??= new AudioContext());
    await context.resume();
    const buffer = await context.decodeAudioData(file.slice(0)); // takes what it is given away
    const [source, gain] = [new AudioBufferSourceNode(context, { buffer }), new GainNode(context, { gain: gainOf(buffer.getChannelData(0)) })];
    source.connect(gain).connect(context.destination);
    this.stop();
    this.playing = source;
    source.start();
  }

  stop(): void {
    this.playing?.stop();
    this.playing = undefined;
  }
}

/** The factor that brings a sound to the common level, without clipping. */
export function gainOf(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return power === 0 ? 1 : Math.min(LEVEL / Math.sqrt(power), LOUDEST / peak);
}
