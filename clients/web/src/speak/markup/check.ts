import { isMarkup, tagsOf, type Tag } from './scan';
import { ELEMENTS } from './vocabulary';

/** Something wrong with a document, and where. */
export interface Problem {
  start: number;
  end: number;
  message: string;
}

/** What is wrong with an SSML document, in order; nothing for plain text. */
export function problemsOf(text: string): Problem[] {
  if (!isMarkup(text)) return [];
  const tags = tagsOf(text);
  return [...nesting(tags), ...tags.flatMap(ofTag), ...ampersands(text)].sort((a, b) => a.start - b.start);
}

/** Elements that are closed in another order than they were opened, or not at all. */
function nesting(tags: Tag[]): Problem[] {
  const problems: Problem[] = [];
  const open: Tag[] = [];
  for (const tag of tags) {
    if (tag.kind === 'open' && tag.isClosed) open.push(tag);
    if (tag.kind !== 'close') continue;
    const last = open[open.length - 1];
    if (last?.name === tag.name) open.pop();
    else if (open.some(({ name }) => name === tag.name)) {
      problems.push({ ...placeOf(tag), message: `</${tag.name}> comes before </${last.name}>: close <${last.name}> first.` });
      while (open.pop()!.name !== tag.name);
    } else problems.push({ ...placeOf(tag), message: `</${tag.name}> closes nothing: remove it, or open <${tag.name}> before.` });
  }
  return [...problems, ...open.map((tag) => ({ ...placeOf(tag), message: `<${tag.name}> is never closed: write </${tag.name}> where it ends.` }))];
}

function ofTag(tag: Tag): Problem[] {
  if (tag.kind === 'other') return tag.isClosed ? [] : [{ ...placeOf(tag), message: 'This is never closed.' }];
  if (tag.name === '') return [{ start: tag.start, end: tag.start + 1, message: 'A "<" in the text is written &lt;.' }];
  const rule = Object.hasOwn(ELEMENTS, tag.name) ? ELEMENTS[tag.name] : undefined;
  const problems: Problem[] = [];
  if (!tag.isClosed) problems.push({ ...placeOf(tag), message: `This tag has no ">".` });
  if (!rule) return [...problems, { ...placeOf(tag), message: `<${tag.name}> is not known: it is read as if it were not there.` }];
  for (const { name, value, start, end, valueStart } of tag.attributes) {
    const attribute = Object.hasOwn(rule.attributes, name) ? rule.attributes[name] : undefined;
    if (valueStart < 0) problems.push({ start, end, message: `${name} needs a value in quotes.` });
    else if (name.startsWith('xmlns')) continue;
    else if (!attribute) problems.push({ start, end, message: `<${tag.name}> has no ${name}. It has ${Object.keys(rule.attributes).join(', ')}.` });
    else if (!attribute.isOpen && !attribute.values.includes(value)) problems.push({ start, end, message: `${name} is one of ${attribute.values.join(', ')}.` });
  }
  return problems;
}

function ampersands(text: string): Problem[] {
  return [...text.matchAll(/&(?!(?:[a-z]+|#\d+|#x[\da-f]+);)/gi)].map(({ index }) => ({ start: index, end: index + 1, message: 'An "&" in the text is written &amp;.' }));
}

function placeOf({ start, end }: Tag): { start: number; end: number } {
  return { start, end };
}
