import type { Voice } from '@voicesmith/client';
import { make } from '../page/dom';
import { ask } from '../page/server';

const KEPT = 'voicesmith-voices'; // of the last visit, in this browser
const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });

/** A voice, or one of the speakers of a voice that has several. */
export interface Choice {
  voice: Voice;
  speaker: number;
  name: string;
}

/** Every voice and speaker, as a list of names. */
export function choicesOf(voices: Voice[]): Choice[] {
  return voices.flatMap((voice) =>
    voice.speakers.length < 2
      ? [{ voice, speaker: 0, name: voice.name }]
      : voice.speakers.map((speaker, i) => ({ voice, speaker: i, name: speaker === voice.name ? voice.name : `${voice.name} · ${speaker}` })),
  );
}

/** Receives what is done with the list. */
export interface VoiceListListener {
  onChoose(choice: Choice): void;
  /** A sample is wanted, or no longer. */
  onSample(choice: Choice): void;
}

/** The voices as cards, of which one is chosen. What was there at the last visit is shown until the server answers. */
export class VoiceList {
  private shown: Choice[] = [];

  constructor(private readonly list: HTMLElement, private readonly listener: VoiceListListener, private wanted: { voice?: string; speaker?: number }) {
    this.show(JSON.parse(localStorage.getItem(KEPT) ?? '[]') as Voice[]);
    // The connection brings them too, a little later.
    void ask<Voice[]>('GET', '/api/voices').then((voices) => this.show(voices), () => undefined);
  }

  get choices(): Choice[] {
    return this.shown;
  }

  /** The chosen voice; undefined where none is known yet. */
  get chosen(): Choice | undefined {
    const key = this.list.querySelector<HTMLInputElement>('input:checked')?.value;
    return this.shown.find((choice) => keyOf(choice) === key);
  }

  /** Chooses a voice as soon as it is there. */
  choose(wanted: { voice?: string; speaker?: number }): void {
    this.wanted = wanted;
    const choice = this.find();
    const card = choice && this.list.querySelector<HTMLInputElement>(`input[value="${CSS.escape(keyOf(choice))}"]`);
    if (card) card.checked = true;
  }

  show(voices: Voice[]): void {
    if (voices.length === 0) return;
    localStorage.setItem(KEPT, JSON.stringify(voices));
    const focused = document.activeElement instanceof HTMLInputElement && this.list.contains(document.activeElement);
    const open = new Set([...this.list.querySelectorAll('details[open]')].map((details) => (details as HTMLElement).dataset.key));
    this.shown = choicesOf(voices);
    this.list.replaceChildren(...this.shown.map((choice) => this.card(choice, open.has(keyOf(choice)))));
    this.choose(this.wanted);
    if (focused) this.list.querySelector<HTMLInputElement>('input:checked')?.focus();
  }

  /** Shows which voice's sample is being heard. */
  showSample(playing: Choice | undefined): void {
    for (const button of this.list.querySelectorAll<HTMLButtonElement>('.sample')) {
      const isPlaying = playing !== undefined && button.dataset.key === keyOf(playing);
      button.dataset.playing = String(isPlaying);
      button.ariaLabel = button.ariaLabel!.replace(/^\S+/, isPlaying ? 'Stop' : 'Hear');
    }
  }

  private find(): Choice | undefined {
    const { voice, speaker = 0 } = this.wanted;
    return this.shown.find((one) => one.voice.name === voice && one.speaker === speaker) ?? this.shown[0];
  }

  private card(choice: Choice, isOpen: boolean): HTMLElement {
    const { voice, name } = choice;
    const key = keyOf(choice);
    const radio = make('input', { type: 'radio', name: 'voice', value: key, id: `voice-${key}` });
    radio.addEventListener('change', () => {
      this.wanted = { voice: voice.name, speaker: choice.speaker };
      this.listener.onChoose(choice);
    });
    const sample = make('button', { type: 'button', className: 'sample', ariaLabel: `Hear a sample of ${name}` });
    sample.dataset.key = key;
    sample.addEventListener('click', () => this.listener.onSample(choice));
    const facts: [string, string][] = [
      ['Licence', voice.licence],
      ['Trained for', `${voice.trainingStep.toLocaleString('en')} steps`],
      ['Sample rate', `${voice.sampleRate.toLocaleString('en')} Hz`],
      ['Version', voice.version.slice(0, 12)],
    ];
    const details = make('details', { open: isOpen }, make('summary', { ariaLabel: `Facts about ${name}` }, 'Facts'),
      make('dl', {}, ...facts.flatMap(([term, fact]) => [make('dt', {}, term), make('dd', {}, fact)])));
    details.dataset.key = key;
    const language = LANGUAGES.of(voice.language) ?? voice.language;
    const label = make('label', { htmlFor: radio.id }, make('strong', {}, name), make('span', {}, `${language} · ${voice.licence}`));
    return make('div', { className: 'voice' }, radio, label, sample, details);
  }
}

function keyOf({ voice, speaker }: Choice): string {
  return `${voice.name}/${speaker}`;
}
