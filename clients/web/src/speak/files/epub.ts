import { strFromU8, unzip, type Unzipped } from 'fflate';
import { UnreadableFileError, decode, type Chapter } from './chapter';
import { chaptersOfHtml } from './html';

const MAX_UNPACKED = 200_000_000; // bytes of one file

/** Chapters of an EPUB, in reading order, under the names of its table of contents. */
export async function chaptersOfEpub(bytes: Uint8Array): Promise<Chapter[]> {
  const files = await unpack(bytes);
  const packagePath = elements(xmlOf(files, 'META-INF/container.xml'), 'rootfile')[0]?.getAttribute('full-path');
  if (!packagePath) throw damaged('it names no package');
  const document = xmlOf(files, packagePath);
  const items = new Map(elements(document, 'item').map((item) => [item.getAttribute('id'), item]));
  const pathOf = (item: Element): string => resolve(packagePath, item.getAttribute('href') ?? '');
  const titles = titlesOf(files, [...items.values()].filter((item) => /\bnav\b/.test(item.getAttribute('properties') ?? '') || item.getAttribute('media-type') === 'application/x-dtbncx+xml').map(pathOf));
  const spine = elements(document, 'itemref').flatMap((ref) => items.get(ref.getAttribute('idref')) ?? []);
  return spine
    .filter((item) => /x?html/.test(item.getAttribute('media-type') ?? ''))
    .flatMap((item, i) => {
      const path = pathOf(item);
      const source = files[path];
      if (!source) return [];
      const parts = chaptersOfHtml(decode(source), `Part ${i + 1}`);
      const title = titles.get(path);
      const text = parts.map((part) => part.text).join('\n\n');
      return text === '' ? [] : [{ title: title ?? parts[parts.length > 1 ? 1 : 0].title, text }];
    });
}

function unpack(bytes: Uint8Array): Promise<Unzipped> {
  return new Promise((done, fail) =>
    unzip(bytes, { filter: ({ name, originalSize }) => /\.(x?html?|xml|opf|ncx)$/i.test(name) && originalSize < MAX_UNPACKED }, (error, files) =>
      error ? fail(damaged(error.message)) : done(files),
    ),
  );
}

/** Names of documents, from a table of contents of either version of EPUB. */
function titlesOf(files: Unzipped, contents: string[]): Map<string, string> {
  const titles = new Map<string, string>();
  for (const path of contents.filter((one) => files[one])) {
    const document = xmlOf(files, path);
    const entries: [string | null | undefined, string | null | undefined][] = [
      ...elements(document, 'a').map((link): [string | null, string | null] => [link.getAttribute('href'), link.textContent]),
      ...elements(document, 'navPoint').map((point): [string | null | undefined, string | null | undefined] => [
        elements(point, 'content')[0]?.getAttribute('src'), elements(point, 'text')[0]?.textContent,
      ]),
    ];
    for (const [href, title] of entries) {
      const target = resolve(path, href?.replace(/#.*$/, '') ?? '');
      if (title?.trim() && !titles.has(target)) titles.set(target, title.replace(/\s+/g, ' ').trim());
    }
  }
  return titles;
}

function xmlOf(files: Unzipped, path: string): Document {
  if (!files[path]) throw damaged(`${path} is missing`);
  return new DOMParser().parseFromString(strFromU8(files[path]), 'application/xml');
}

function elements(parent: Document | Element, name: string): Element[] {
  return [...parent.getElementsByTagNameNS('*', name)];
}

/** A path in the archive, from one that stands in another file of it. */
function resolve(from: string, to: string): string {
  return decodeURIComponent(new URL(to, new URL(from, 'file:///')).pathname.slice(1));
}

function damaged(why: string): UnreadableFileError {
  return new UnreadableFileError(`This is no EPUB that can be read: ${why}. Fetch the book again, or open its text.`);
}
