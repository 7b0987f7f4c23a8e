/** A part of a document that is read by itself. */
export interface Chapter {
  title: string;
  text: string;
}

/** A file holds nothing that can be read aloud. The message says why, and what to do. */
export class UnreadableFileError extends Error {}

/** Text of any usual encoding: by its byte order mark, as UTF-8, or else as Windows-1252. */
export function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16) return new TextDecoder(first === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
