import { Player } from '../audio/player';
import { speak, type Hub } from '../speech/connection';
import { messageOf } from '../speech/events';
import { Session } from '../speech/session';

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

/** Speaks a text, each sentence by the newest version of its voice, and says which that is. */
export class Listening {
  private versions: { firstSample: number; version: string }[] = [];
  private shown = '';
  private readonly player = new Player((report) => this.session.onReport(report));
  private readonly session: Session;

  constructor(
    private readonly hub: () => Hub | undefined,
    private readonly voice: () => string,
  ) {
    this.session = new Session(this.player, {
      onStart: (_voice, version) => (this.versions = [{ firstSample: 0, version }]),
      onSentence: (firstSample, version) => this.versions.push({ firstSample, version }),
      onSound: () => undefined,
      onFirstSound: () => (element('speaking').textContent = 'Speaking…'),
      onProgress: (played) => this.tell(played),
      onLedger: () => undefined,
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
    element('stop-speaking').addEventListener('click', () => this.session.stop());
    this.player.prepare().catch(() => undefined); // said when Speak is pressed
  }

  /** Makes buttons fit what can be done. */
  refresh(): void {
    element<HTMLButtonElement>('speak').disabled = !this.hub();
    element<HTMLButtonElement>('stop-speaking').disabled = !this.session.isActive;
  }

  private start(): void {
    const hub = this.hub();
    if (!hub) return;
    this.fail('');
    this.shown = '';
    this.player.open().catch((error: unknown) => this.session.fail(`This browser cannot play sound here: ${messageOf(error)}`));
    // Close to the loudspeaker, so that a change is heard soon.
    const request = { voice: this.voice() || undefined, followVersions: true, maxLead: 2 };
    this.session.speak((...args) => speak(hub, ...args), request, element<HTMLTextAreaElement>('text').value);
    this.refresh();
  }

  private tell(played: number): void {
    const version = this.versions.filter(({ firstSample }) => firstSample <= played).pop()?.version ?? '';
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
