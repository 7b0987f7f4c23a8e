import { UnreadableFileError, decode, type Chapter } from './chapter';

/** A document as text. */
export interface Book {
  title: string;
  chapters: Chapter[];
}

/** Kinds of files that can be read aloud. */
export const ACCEPTED = ['.txt', '.md', '.markdown', '.html', '.htm', '.xhtml', '.epub'];

const MAX_BYTES = 50_000_000;
const MAX_CHAPTER = 90_000; // UTF-16 units: the server takes a few more in one utterance

/** Reads a document. Errors: {@link UnreadableFileError}. */
export async function bookOf(file: File): Promise<Book> {
  const kind = /\.[^.]+$/.exec(file.name.toLowerCase())?.[0] ?? '';
  const title = file.name.replace(/\.[^.]+$/, '');
  if (!ACCEPTED.includes(kind)) throw new UnreadableFileError(`${file.name} is no text that is read here. Open a ${ACCEPTED.join(', ')} file.`);
  if (file.size > MAX_BYTES) throw new UnreadableFileError(`${file.name} is larger than ${MAX_BYTES / 1e6} MB. Open a smaller part of it.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const chapters = await chaptersOf(kind, bytes, title);
  const filled = chapters.flatMap(inPieces).filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  if (filled.length === 0) throw new UnreadableFileError(`There are no words in ${file.name}. Pictures of text cannot be read here.`);
  return { title, chapters: filled };
}

async function chaptersOf(kind: string, bytes: Uint8Array, title: string): Promise<Chapter[]> {
  if (kind === '.txt') return [{ title, text: decode(bytes) }];
  if (kind === '.md' || kind === '.markdown') return (await import('./markdown')).chaptersOfMarkdown(decode(bytes), title);
  if (kind === '.epub') return (await import('./epub')).chaptersOfEpub(bytes);
  return (await import('./html')).chaptersOfHtml(decode(bytes), title);
}

/** A chapter that is too long for one utterance, cut at ends of paragraphs. */
export function inPieces(chapter: Chapter): Chapter[] {
  const text = chapter.text.replace(/\r\n?/g, '\n').trim();
  if (text.length <= MAX_CHAPTER) return [{ ...chapter, text }];
  const pieces: Chapter[] = [];
  for (let start = 0; start < text.length; ) {
    const limit = Math.min(text.length, start + MAX_CHAPTER);
    const borders = ['\n\n', '\n', '. ', ' '].map((border) => text.lastIndexOf(border, limit - 1) + border.length);
    const end = limit === text.length ? limit : (borders.find((border) => border > start + MAX_CHAPTER / 2) ?? limit);
    pieces.push({ title: `${chapter.title} (${pieces.length + 1})`, text: text.slice(start, end).trim() });
    start = end;
  }
  return pieces;
}
