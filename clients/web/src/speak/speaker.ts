import { Player, Reading, SoundBlockedError, VoiceSmithClient, messageOf, type ReadingListener, type Speak, type Voice } from '@voicesmith/client';
import { key } from '../page/access';

/** The page's one connection and one loudspeaker. Of its readings one at a time is heard. */
export class Speaker {
  readonly client: VoiceSmithClient;
  readonly player = new Player();
  private readonly readings: Reading[] = [];

  constructor(onVoices: (voices: Voice[]) => void, onState: (connected: boolean) => void) {
    this.client = new VoiceSmithClient(location.href, { accessToken: key, onVoices, onState });
    this.player.onReport = (report) => this.readings.forEach((reading) => reading.onReport(report));
    this.player.prepare().catch(() => undefined); // said when something is to be heard
  }

  /** Begins an utterance that nobody needs to hear. */
  readonly speak: Speak = (request, listener) => this.client.speak(request, listener);

  /** A reading that stops the others when it begins. */
  reading(listener: ReadingListener): Reading {
    const reading: Reading = new Reading(this.speak, this.player, {
      ...listener,
      onState: (state) => {
        if (state === 'preparing') this.begin(reading);
        listener.onState?.(state);
      },
    });
    this.readings.push(reading);
    return reading;
  }

  private begin(reading: Reading): void {
    for (const other of this.readings) if (other !== reading) other.stop();
    this.player.open().catch((error: unknown) =>
      reading.fail(error instanceof SoundBlockedError ? error.message : `This browser cannot play sound here: ${messageOf(error)} Try another browser.`),
    );
  }
}
