import type { Chapter } from './chapter';

/** Chapters of a Markdown document, by its two highest levels of headings; what is only markup is left out. */
export function chaptersOfMarkdown(source: string, title: string): Chapter[] {
  const blocks = source.replace(/\r\n?/g, '\n').replace(/^---\n[^]*?\n---\n/, '').replace(/^(```|~~~)[^]*?^\1.*$/gm, '');
  const parts = blocks.split(/^(?=#{1,2}\s)/m).map((part): Chapter => {
    const heading = /^#{1,2}\s+(.*?)\s*#*$/m.exec(part);
    return { title: heading ? plain(heading[1]) : title, text: plain(part) };
  });
  return parts.filter(({ text }) => text !== '');
}

/** Markdown without its marks; headings end as sentences do. */
function plain(markdown: string): string {
  return markdown
    .replace(/<!--[^]*?-->|<[^>\n]+>/g, '')
    .replace(/^[ \t]*([-*_][ \t]*){3,}$/gm, '')
    .replace(/^[ \t]*\|?([ \t]*:?-+:?[ \t]*\|)+[ \t]*:?-*:?[ \t]*$/gm, '')
    .replace(/^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$/gm, (_, text: string) => (/[.!?:]$/.test(text) ? text : `${text}.`))
    .replace(/^[ \t]*>[ \t]?/gm, '')
    .replace(/^[ \t]*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?/gm, '')
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/^[ \t]*\[[^\]]+\]:\s.*$/gm, '')
    .replace(/(\*\*|__|~~)(.+?)\1/g, '$2')
    .replace(/(^|[\s(])[*_](\S(?:.*?\S)?)[*_](?=[\s.,;:!?)]|$)/gm, '$1$2')
    .replace(/`+([^`]+)`+/g, '$1')
    .replace(/[ \t]*\|[ \t]*/g, ', ')
    .replace(/^, |, $/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
