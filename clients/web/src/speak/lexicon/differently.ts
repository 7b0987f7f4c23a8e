import { messageOf, record, type Reading, type SpeakRequest } from '@voicesmith/client';
import { element, make, onPress, say } from '../../page/dom';
import { isMarkup } from '../markup/scan';
import type { Speaker } from '../speaker';
import type { TextView } from '../text-view';
import { saidAs, wordAt, type Lexicon } from './lexicon';

const SOUNDS = /^(?:\/.*\/|[A-Z]{1,2}\d?(?: [A-Z]{1,2}\d?)+)$|[ˈˌəɛɪʊɔæɑʌɜθðʃʒŋɹː]/; // ARPAbet or IPA, as opposed to other words

/** What the dialog needs of the page. */
export interface DifferentlyHost {
  request(): SpeakRequest;
  /** The text, or the words that are said differently, have changed. */
  onChanged(): void;
}

/** A dialog that makes a word be said differently: here, or wherever it comes. */
export class Differently {
  private readonly dialog = element<HTMLDialogElement>('differently');
  private readonly word = element<HTMLInputElement>('differently-word');
  private readonly as = element<HTMLInputElement>('differently-as');
  private readonly reading: Reading;
  private span = { start: 0, end: 0 };

  constructor(
    private readonly speaker: Speaker, private readonly view: TextView, private readonly lexicon: Lexicon, private readonly host: DifferentlyHost,
  ) {
    this.reading = speaker.reading({ onEnd: (reason) => typeof reason === 'object' && this.say(reason.error) });
    onPress(element('open-differently'), () => this.open(wordAt(view.text, view.selection)));
    onPress(element('differently-hear'), () => void this.attempt(() => this.hear()));
    onPress(element('differently-here'), () => this.here());
    onPress(element('differently-always'), () => void this.attempt(() => this.always()));
    element('differently-close').addEventListener('click', () => this.dialog.close());
    this.dialog.addEventListener('close', () => this.reading.stop());
  }

  /** Opens the dialog for a piece of the text. */
  open(span: { start: number; end: number }): void {
    this.span = span;
    this.word.value = this.view.text.slice(this.span.start, this.span.end);
    this.as.value = this.lexicon.entries.find(({ word }) => word === this.word.value.toLowerCase())?.sounds ?? '';
    this.say('');
    this.list();
    this.dialog.showModal();
    (this.word.value === '' ? this.word : this.as).focus();
  }

  private async hear(): Promise<void> {
    const { lexicon: _, ...request } = this.host.request();
    const spoken = this.as.value.trim() || this.word.value;
    this.reading.speak(SOUNDS.test(spoken) ? `[[${spoken.replace(/^\/|\/$/g, '')}]]` : spoken, { ...request, markup: false });
    return Promise.resolve();
  }

  /** Only at this place: the text says so itself. */
  private here(): void {
    const alias = this.as.value.trim();
    if (alias === '' || this.span.start === this.span.end) return this.say('Put the cursor on a word in the text, and say here how it sounds.');
    const text = saidAs(this.view.text, this.span, SOUNDS.test(alias) ? { sounds: alias.replace(/^\/|\/$/g, '') } : { words: alias }, isMarkup(this.view.text));
    this.dialog.close(); // until then the text cannot have the focus
    this.view.replace({ start: 0, end: this.view.text.length }, text);
  }

  /** Wherever the word comes: other words are spoken once, to nobody, to learn their sounds. */
  private async always(): Promise<void> {
    const [word, alias] = [this.word.value.trim(), this.as.value.trim()];
    if (word === '' || /\s/.test(word)) return this.say('One word can be kept, without blanks.');
    if (alias === '') return this.say('Say how it sounds first.');
    const sounds = SOUNDS.test(alias) ? alias : await this.soundsOf(alias);
    this.lexicon.set(word.toLowerCase(), sounds);
    this.say(`'${word}' is said ${sounds} from now on, in this browser.`);
    this.list();
    this.host.onChanged();
  }

  private async soundsOf(words: string): Promise<string> {
    const { lexicon: _, ...request } = this.host.request();
    const { track } = await record(this.speaker.speak, words, { ...request, details: ['phoneme'], markup: false });
    return track.phonemes.all.map(({ symbol }) => symbol).filter((symbol) => /^[A-Z]{1,2}\d?$/.test(symbol)).join(' ');
  }

  private list(): void {
    element('differently-list').replaceChildren(...this.lexicon.entries.map(({ word, sounds }) => {
      const remove = make('button', { type: 'button', className: 'link', ariaLabel: `Forget ${word}` }, 'Forget');
      remove.addEventListener('click', () => {
        this.lexicon.remove(word);
        this.list();
        this.host.onChanged();
      });
      return make('li', {}, make('span', {}, make('strong', {}, word), ` ${sounds}`), remove);
    }));
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.say(messageOf(error));
    }
  }

  private say(words: string): void {
    say(element('differently-status'), words);
  }
}
