import type { Take } from './take';

const BLOCK = 2048;

/** There is no microphone to be had. The message says why, and what to do. */
export class NoMicrophoneError extends Error {}

/** The microphone, without the browser's own corrections: they would be learnt as part of the voice. */
export class Capture {
  private blocks: Float32Array[] = [];
  private isRecording = false;

  private constructor(
    private readonly context: AudioContext,
    private readonly stream: MediaStream,
    onBlock: (samples: Float32Array) => void,
  ) {
    const node = context.createScriptProcessor(BLOCK, 1, 1); // the blocks are only gathered: late ones are as good
    node.onaudioprocess = ({ inputBuffer }) => {
      const samples = inputBuffer.getChannelData(0).slice();
      if (this.isRecording) this.blocks.push(samples);
      onBlock(samples);
    };
    context.createMediaStreamSource(stream).connect(node);
    node.connect(context.destination); // silence: nothing is written to its output
  }

  /** Asks for the microphone. Errors: {@link NoMicrophoneError}. */
  static async open(onBlock: (samples: Float32Array) => void): Promise<Capture> {
    if (!isSecureContext || !navigator.mediaDevices) throw new NoMicrophoneError('Browsers lend the microphone only to pages on https:// or localhost. Open the Studio there, or upload recordings.');
    const wanted = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: wanted }).catch((error: DOMException) => {
      throw new NoMicrophoneError(
        error.name === 'NotAllowedError' ? 'The browser was told not to lend the microphone. Allow it for this page, beside the address, and try again.'
          : error.name === 'NotFoundError' ? 'There is no microphone. Connect one, and try again.'
            : `The microphone cannot be opened: ${error.message} Close other programs that use it, and try again.`,
      );
    });
    return new Capture(new AudioContext(), stream, onBlock);
  }

  start(): void {
    this.blocks = [];
    this.isRecording = true;
  }

  /** Ends the recording. */
  stop(): Take {
    this.isRecording = false;
    const samples = new Float32Array(this.blocks.length * BLOCK);
    this.blocks.forEach((block, i) => samples.set(block, i * BLOCK));
    return { samples, sampleRate: this.context.sampleRate };
  }

  close(): Promise<void> {
    for (const track of this.stream.getTracks()) track.stop();
    return this.context.close();
  }
}
