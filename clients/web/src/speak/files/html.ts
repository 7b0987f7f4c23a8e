import type { Chapter } from './chapter';

const SILENT = 'script, style, nav, template, noscript, svg, math, head, iframe, [hidden], [aria-hidden="true"]';
const BLOCKS = new Set(
  'address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table td th tr ul'.split(' '),
);

/** Chapters of an HTML document, by its two highest levels of headings. */
export function chaptersOfHtml(source: string, title: string): Chapter[] {
  const page = new DOMParser().parseFromString(source, 'text/html');
  const name = page.title.trim() || title;
  for (const silent of page.querySelectorAll(SILENT)) silent.remove();
  const chapters: Chapter[] = [{ title: name, text: '' }];
  collect(page.body, chapters);
  return chapters.map((chapter) => ({ title: chapter.title, text: tidy(chapter.text) })).filter(({ text }) => text !== '');
}

/** The text of a node; a heading begins another chapter, and ends as a sentence does. */
function collect(node: Node, chapters: Chapter[]): void {
  const chapter = (): Chapter => chapters[chapters.length - 1];
  if (node.nodeType === Node.TEXT_NODE) chapter().text += (node.nodeValue ?? '').replace(/\s+/g, ' ');
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const name = (node as Element).localName;
  if (name === 'h1' || name === 'h2') chapters.push({ title: (node.textContent ?? '').replace(/\s+/g, ' ').trim(), text: '' });
  if (BLOCKS.has(name)) chapter().text += '\n';
  for (const child of node.childNodes) collect(child, chapters);
  if (/^h[1-6]$/.test(name) && !/[.!?:]\s*$/.test(chapter().text)) chapter().text = `${chapter().text.trimEnd()}.`;
  if (BLOCKS.has(name)) chapter().text += name === 'br' ? '' : '\n';
}

function tidy(text: string): string {
  return text.replace(/[ \t]*\n[ \t]*/g, '\n').replace(/ {2,}/g, ' ').replace(/\n{2,}/g, '\n\n').trim();
}
