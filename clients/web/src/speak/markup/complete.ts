import { isMarkup, tagsOf } from './scan';
import { ELEMENTS } from './vocabulary';

/** Something that may be written at the caret. */
export interface Completion {
  label: string;
  about: string;
  /** What takes the place of the text between start and the caret. */
  insert: string;
  /** Where the caret goes, from the end of what was inserted. */
  back: number;
}

/** What may be written at a place, and from where it replaces what is there. */
export interface Completions {
  start: number;
  options: Completion[];
}

/** What may be written at the caret in an SSML document. */
export function completionsAt(text: string, caret: number): Completions {
  const none = { start: caret, options: [] };
  const before = text.slice(0, caret);
  const tags = tagsOf(before);
  const tag = tags[tags.length - 1];
  if (!tag || tag.isClosed || tag.end < caret || tag.kind === 'other') return none;
  if (!isMarkup(text) && !/^\s*<s?p?e?a?k?$/.test(before)) return none;
  if (tag.kind === 'close') return closing(before, tag.start);
  if (tag.start + 1 + tag.name.length === caret) return elements(tag.start, tag.name, isMarkup(text));
  const rule = Object.hasOwn(ELEMENTS, tag.name) ? ELEMENTS[tag.name] : undefined;
  if (!rule) return none;
  const last = tag.attributes[tag.attributes.length - 1];
  const isInValue = last && last.valueStart >= 0 && last.valueStart + last.value.length === caret;
  if (isInValue) {
    const values = rule.attributes[last.name]?.values.filter((value) => value.startsWith(last.value)) ?? [];
    return { start: last.valueStart, options: values.map((value) => ({ label: value, about: '', insert: value, back: 0 })) };
  }
  const started = last && last.valueStart < 0 && last.end === caret ? last.name : '';
  if (started === '' && !/\s$/.test(before)) return none;
  const taken = new Set(tag.attributes.filter(({ valueStart }) => valueStart >= 0).map(({ name }) => name));
  const names = Object.keys(rule.attributes).filter((name) => name.startsWith(started) && !taken.has(name));
  return { start: caret - started.length, options: names.map((name) => ({ label: name, about: '', insert: `${name}=""`, back: 1 })) };
}

function elements(start: number, started: string, isInside: boolean): Completions {
  const names = Object.keys(ELEMENTS).filter((name) => name.startsWith(started) && (isInside ? name !== 'speak' : name === 'speak'));
  return {
    start,
    options: names.map((name) => {
      const { about, isEmpty, attributes } = ELEMENTS[name];
      const first = name === 'p' || name === 's' || name === 'speak' ? '' : ` ${Object.keys(attributes)[0]}=""`;
      const end = isEmpty ? '/>' : `></${name}>`;
      return { label: `<${name}>`, about, insert: `<${name}${first}${end}`, back: first === '' ? end.length - 1 : end.length + 1 };
    }),
  };
}

/** Closes the element that is open at a place. */
function closing(before: string, start: number): Completions {
  const open: string[] = [];
  for (const tag of tagsOf(before.slice(0, start))) {
    if (tag.kind === 'open') open.push(tag.name);
    else if (tag.kind === 'close' && open[open.length - 1] === tag.name) open.pop();
  }
  const name = open[open.length - 1];
  return { start, options: name === undefined ? [] : [{ label: `</${name}>`, about: '', insert: `</${name}>`, back: 0 }] };
}
