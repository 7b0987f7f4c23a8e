/** A word that is said in a way of its own. */
export interface Entry {
  word: string;
  /** ARPAbet or IPA. */
  sounds: string;
}

const ARPABET = /^[A-Z]{1,2}\d?(?: [A-Z]{1,2}\d?)*$/;
const KEPT = 'voicesmith-lexicon'; // in this browser

/** The words that this browser remembers to say differently; its text is what a request's lexicon holds. */
export class Lexicon {
  private list: Entry[];

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage) {
    this.list = entriesOf(storage.getItem(KEPT) ?? '');
  }

  get entries(): readonly Entry[] {
    return this.list;
  }

  /** Lines of a word, a blank and its sounds; undefined for none. */
  get text(): string | undefined {
    return this.list.length === 0 ? undefined : this.list.map(({ word, sounds }) => `${word} ${sounds}`).join('\n');
  }

  /** Adds a word, in the place of what there was of it. */
  set(word: string, sounds: string): void {
    this.keep([...this.list.filter((entry) => entry.word !== word), { word, sounds }]);
  }

  remove(word: string): void {
    this.keep(this.list.filter((entry) => entry.word !== word));
  }

  private keep(list: Entry[]): void {
    this.list = list;
    this.storage.setItem(KEPT, this.text ?? '');
  }
}

function entriesOf(text: string): Entry[] {
  return text.split('\n').flatMap((line) => {
    const [, word, sounds] = /^(\S+)\s+(.+)$/.exec(line.trim()) ?? [];
    return word ? [{ word, sounds }] : [];
  });
}

/** The word at a place in a text, or the selection without blanks at its ends. */
export function wordAt(text: string, { start, end }: { start: number; end: number }): { start: number; end: number } {
  if (start < end) {
    const selected = text.slice(start, end);
    return { start: start + selected.search(/\S|$/), end: start + selected.trimEnd().length };
  }
  const before = /[\p{L}\p{N}'’-]*$/u.exec(text.slice(0, start))![0].length;
  const after = /^[\p{L}\p{N}'’-]*/u.exec(text.slice(start))![0].length;
  return { start: start - before, end: start + after };
}

/** How a piece of a text is said: as other words, or with these sounds in ARPAbet or IPA. */
export type Manner = { words: string } | { sounds: string };

/** An SSML document, or a plain text made into one, in which one piece is said in another manner. */
export function saidAs(text: string, { start, end }: { start: number; end: number }, manner: Manner, isMarkup: boolean): string {
  const escape = (piece: string): string => piece.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const quoted = (value: string): string => `"${escape(value).replace(/"/g, '&quot;')}"`;
  const [name, attributes] = 'words' in manner ? ['sub', `alias=${quoted(manner.words)}`]
    : ['phoneme', `alphabet="${ARPABET.test(manner.sounds) ? 'x-cmu-arpabet' : 'ipa'}" ph=${quoted(manner.sounds)}`];
  const inner = (piece: string): string => (isMarkup ? piece : escape(piece));
  const whole = `${inner(text.slice(0, start))}<${name} ${attributes}>${inner(text.slice(start, end))}</${name}>${inner(text.slice(end))}`;
  return isMarkup ? whole : `<speak>${whole}</speak>`;
}
