import type { Settings } from './settings';

const ZIP_FROM = 400; // characters of text

/** What a link carries. */
export interface Shared extends Partial<Settings> {
  text: string;
}

const NUMBERS = ['speaker', 'rate', 'pitch', 'energy', 'pauses'] as const;

/** The fragment of a link that holds a text and its settings; long texts are compressed. */
export async function fragmentOf({ text, voice, ...numbers }: Shared): Promise<string> {
  const fields = new URLSearchParams();
  if (voice) fields.set('voice', voice);
  for (const name of NUMBERS) if (numbers[name] !== undefined) fields.set(name, String(numbers[name]));
  if (text.length < ZIP_FROM) fields.set('text', text);
  else fields.set('zip', toBase64Url(await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(text))));
  return `#${fields}`;
}

/** What a link holds; undefined if it is no such link, or is damaged. */
export async function sharedIn(fragment: string): Promise<Shared | undefined> {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const zip = fields.get('zip');
  const text = zip === null ? fields.get('text') : await unzip(zip);
  if (text === null || text === undefined) return undefined;
  const shared: Shared = { text, voice: fields.get('voice') ?? undefined };
  for (const name of NUMBERS) if (fields.has(name)) shared[name] = Number(fields.get(name));
  return shared;
}

async function unzip(zip: string): Promise<string | undefined> {
  try {
    const bytes = Uint8Array.from(atob(zip.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(await through(new DecompressionStream('deflate-raw'), bytes));
  } catch {
    return undefined; // the page says so
  }
}

async function through(stream: ReadableWritablePair<Uint8Array, BufferSource>, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
