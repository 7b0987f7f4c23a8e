/** A word that is said in a way of its own. */
export interface Entry {
  word: string;
  /** ARPAbet or IPA. */
  sounds: string;
}

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

/** How one piece of an SSML document, or of a plain text that becomes one, is said as other words. */
export function saidAs(text: string, { start, end }: { start: number; end: number }, alias: string, isMarkup: boolean): string {
  const escape = (piece: string): string => piece.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const value = escape(alias).replace(/"/g, '&quot;');
  if (isMarkup) return `${text.slice(0, start)}<sub alias="${value}">${text.slice(start, end)}</sub>${text.slice(end)}`;
  return `<speak>${escape(text.slice(0, start))}<sub alias="${value}">${escape(text.slice(start, end))}</sub>${escape(text.slice(end))}</speak>`;
}
