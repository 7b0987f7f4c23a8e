/** A tag of a document, with its places in UTF-16 units. */
export interface Tag {
  start: number;
  end: number;
  name: string;
  kind: 'open' | 'close' | 'empty' | 'other';
  attributes: { name: string; start: number; end: number; value: string; valueStart: number }[];
  /** False if the text ended within it. */
  isClosed: boolean;
}

/** True for SSML: a text that begins with a speak element. */
export const isMarkup = (text: string): boolean => /^\s*(<\?xml[^>]*>\s*)?<speak[\s>/]/.test(text);

const ATTRIBUTE = /([^\s=/>"'<]+)(?:\s*=\s*(?:"([^"]*)"?|'([^']*)'?))?/y;

/** Every tag, in order; also those that are still being written. */
export function tagsOf(text: string): Tag[] {
  const tags: Tag[] = [];
  for (let start = text.indexOf('<'); start >= 0; start = text.indexOf('<', tags[tags.length - 1].end)) {
    const other = /^<(?:!--[^]*?(?:-->|$)|\?[^]*?(?:\?>|$)|![^>]*>?)/.exec(text.slice(start));
    tags.push(other ? otherTag(start, other[0]) : elementTag(text, start));
  }
  return tags;
}

function otherTag(start: number, text: string): Tag {
  return { start, end: start + text.length, name: '', kind: 'other', attributes: [], isClosed: text.endsWith('>') };
}

function elementTag(text: string, start: number): Tag {
  const [head, slash, name] = /^<(\/?)([^\s/>"'<=]*)/.exec(text.slice(start))!;
  const tag: Tag = { start, end: start + head.length, name, kind: slash ? 'close' : 'open', attributes: [], isClosed: false };
  while (tag.end < text.length) {
    const letter = text[tag.end];
    if (letter === '<') break;
    ATTRIBUTE.lastIndex = tag.end;
    const found = ATTRIBUTE.exec(text);
    if (letter === '>') {
      tag.end++;
      tag.isClosed = true;
      break;
    }
    if (letter === '/' && text[tag.end + 1] === '>') tag.kind = 'empty';
    if (!found) {
      tag.end++;
      continue;
    }
    const [whole, attribute, double, single] = found;
    const value = double ?? single ?? '';
    const quote = whole.search(/["']/);
    const end = tag.end + whole.length;
    tag.attributes.push({ name: attribute, start: tag.end, end, value, valueStart: quote < 0 ? -1 : tag.end + quote + 1 });
    tag.end = end;
  }
  return tag;
}
