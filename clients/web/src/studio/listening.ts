import { Player, Reading, messageOf, type VoiceSmithClient } from '@voicesmith/client';
import { element, onPress, say, setDisabled } from '../page/dom';

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
        if (typeof reason === 'object') say(element('listen-error'), reason.error);
        this.refresh();
      },
    });
    element('listen').addEventListener('submit', (event) => event.preventDefault());
    onPress(element('speak'), () => this.start());
    onPress(element('stop-speaking'), () => this.reading.stop());
    this.player.onReport = (report) => this.reading.onReport(report);
    this.player.prepare().catch(() => undefined); // said when Speak is pressed
    this.refresh();
  }

  /** Makes buttons fit what can be done. */
  refresh(): void {
    setDisabled(element('speak'), !this.client.connected || this.voice() === '');
    setDisabled(element('stop-speaking'), !this.reading.isActive);
  }

  private start(): void {
    const text = element<HTMLTextAreaElement>('text').value;
    say(element('listen-error'), text.trim() === '' ? 'Write something to speak first.' : '');
    if (text.trim() === '') return;
    this.shown = '';
    this.player.open().catch((error: unknown) => this.reading.fail(messageOf(error)));
    // Close to the loudspeaker, so that a change is heard soon.
    this.reading.speak(text, { voice: this.voice(), followVersions: true, maxLead: 2 });
    this.refresh();
  }

  private tell(heard: number): void {
    const version = this.reading.track!.sentences.at(heard)?.version ?? this.shown;
    if (version === this.shown) return;
    element('heard-version').textContent = this.shown ? `Version ${this.shown.slice(0, 8)} → ${version.slice(0, 8)}` : `Version ${version.slice(0, 8)}`;
    this.shown = version;
  }
}
