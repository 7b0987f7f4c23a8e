import { Player, Reading, messageOf, type VoiceSmithClient } from '@voicesmith/client';
import { element } from '../page/dom';

/** Speaks a text, each sentence by the newest version of its voice, and says which that is. */
export class Listening {
  private shown = '';
  private readonly player = new Player();
  private readonly reading: Reading;

  constructor(
    private readonly client: VoiceSmithClient,
    private readonly voice: () => string,
  ) {
    this.reading = new Reading((request, listener) => client.speak(request, listener), this.player, {
      onFirstSound: () => (element('speaking').textContent = 'Speaking…'),
      onProgress: (heard) => this.tell(heard),
      onEnd: (reason) => {
        element('speaking').textContent = reason === 'finished' ? 'Done.' : 'Stopped.';
        if (typeof reason === 'object') this.fail(reason.error);
        this.refresh();
      },
    });
    element('listen').addEventListener('submit', (event) => {
      event.preventDefault();
      this.start();
    });
    element('stop-speaking').addEventListener('click', () => this.reading.stop());
    this.player.onReport = (report) => this.reading.onReport(report);
    this.player.prepare().catch(() => undefined); // said when Speak is pressed
  }

  /** Makes buttons fit what can be done. */
  refresh(): void {
    element<HTMLButtonElement>('speak').disabled = !this.client.connected;
    element<HTMLButtonElement>('stop-speaking').disabled = !this.reading.isActive;
  }

  private start(): void {
    this.fail('');
    this.shown = '';
    this.player.open().catch((error: unknown) => this.reading.fail(`This browser cannot play sound here: ${messageOf(error)}`));
    // Close to the loudspeaker, so that a change is heard soon.
    const request = { voice: this.voice() || undefined, followVersions: true, maxLead: 2 };
    this.reading.speak(element<HTMLTextAreaElement>('text').value, request);
    this.refresh();
  }

  private tell(heard: number): void {
    const version = this.reading.track!.sentences.at(heard)?.version ?? this.shown;
    if (version === this.shown) return;
    element('heard-version').textContent = this.shown ? `Version ${this.shown.slice(0, 8)} → ${version.slice(0, 8)}` : `Version ${version.slice(0, 8)}`;
    this.shown = version;
  }

  private fail(message: string): void {
    const box = element('listen-error');
    box.textContent = message;
    box.hidden = message === '';
  }
}
