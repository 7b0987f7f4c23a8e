/** One replaced range of a text, in UTF-16 units. */
export interface TextEdit {
  start: number;
  removed: number;
  inserted: number;
}

/** The shortest single edit that turns a text into another; undefined if they are equal. */
export function editBetween(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { start, removed: before.length - tail - start, inserted: after.length - tail - start };
}

/** Where a range lies after an edit; empty if the edit changed it. */
export function moved({ start, end }: { start: number; end: number }, edit: TextEdit): [start: number, end: number] {
  const editEnd = edit.start + edit.removed;
  const by = edit.inserted - edit.removed;
  if (end <= edit.start) return [start, end];
  if (start >= editEnd) return [start + by, end + by];
  return [edit.start, edit.start];
}

/** Start of the sentence that a place in a text lies in; between two, of the second. */
export function sentenceStart(text: string, offset: number): number {
  while (offset < text.length && /\s/.test(text[offset])) offset++;
  if (offset >= text.length) return text.length;
  const paragraph = text.lastIndexOf('\n', offset) + 1;
  const segments = new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text.slice(paragraph, offset + 1));
  return paragraph + segments.containing(offset - paragraph)!.index;
}
