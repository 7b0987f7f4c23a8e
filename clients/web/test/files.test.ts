import { describe, expect, it } from 'vitest';
import { bookOf, inPieces } from '../src/speak/files/book';
import { decode } from '../src/speak/files/chapter';
import { chaptersOfMarkdown } from '../src/speak/files/markdown';
import { fragmentOf, sharedIn } from '../src/speak/link';
import { nameOf } from '../src/speak/save';

describe('chaptersOfMarkdown', () => {
  it('reads what a person would read aloud', () => {
    const source = [
      '---', 'author: Ada', '---', '# The clock', '', 'It **struck** _once_, and `softly`.', '', '```js', 'secret();', '```', '',
      '> A [link](http://example.com) and ![a picture](a.png)', '', '- one', '2. two', '', '## Next', '', '| a | b |', '|---|---|', '| 1 | 2 |',
      '', 'snake_case_names and 2 * 3 * 4 stay.',
    ].join('\n');
    expect(chaptersOfMarkdown(source, 'file')).toEqual([
      { title: 'The clock', text: 'The clock.\n\nIt struck once, and softly.\n\nA link and a picture\n\none\ntwo' },
      { title: 'Next', text: 'Next.\n\na, b\n\n1, 2\n\nsnake_case_names and 2 * 3 * 4 stay.' },
    ]);
  });

  it('takes a text without headings as one chapter', () =>
    expect(chaptersOfMarkdown('Just text.', 'notes')).toEqual([{ title: 'notes', text: 'Just text.' }]));
});

describe('bookOf', () => {
  it('reads a text file, with its line breaks as one kind', async () =>
    expect(await bookOf(new File(['One.\r\nTwo.'], 'my notes.TXT'))).toEqual({ title: 'my notes', chapters: [{ title: 'my notes', text: 'One.\nTwo.' }] }));

  it('says why a file cannot be read, and what could', async () => {
    await expect(bookOf(new File(['x'], 'a.pdf'))).rejects.toThrow(/a\.pdf is no text that is read here\. Open a \.txt/);
    await expect(bookOf(new File([' … '], 'a.txt'))).rejects.toThrow(/no words in a\.txt/);
  });
});

describe('decode', () => {
  it.each([
    ['UTF-8', [0x63, 0x61, 0x66, 0xc3, 0xa9]],
    ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, 0x63, 0x61, 0x66, 0xc3, 0xa9]],
    ['UTF-16', [0xff, 0xfe, 0x63, 0, 0x61, 0, 0x66, 0, 0xe9, 0]],
    ['Windows-1252', [0x63, 0x61, 0x66, 0xe9]],
  ])('reads %s', (_, bytes) => expect(decode(Uint8Array.from(bytes))).toBe('café'));
});

describe('inPieces', () => {
  it('cuts a long chapter at paragraphs and loses nothing but blanks', () => {
    const text = Array.from({ length: 400 }, (_, i) => `Paragraph ${i}. ${'It goes on. '.repeat(50)}`.trim()).join('\n\n');
    const pieces = inPieces({ title: 'Long', text });
    expect(pieces.map((piece) => piece.text).join('\n\n')).toBe(text);
    expect(Math.max(...pieces.map((piece) => piece.text.length))).toBeLessThanOrEqual(90_000);
    expect(pieces[1].title).toBe('Long (2)');
  });
});

describe('links', () => {
  it.each(['Short & sweet? #1 – "é" 😀', 'A long one. '.repeat(500)])('bring text and settings back', async (text) => {
    const fragment = await fragmentOf({ text, voice: 'lj', speaker: 0, rate: 1.25, pitch: -2 });
    expect(fragment.length).toBeLessThan(400);
    expect(await sharedIn(fragment)).toEqual({ text, voice: 'lj', speaker: 0, rate: 1.25, pitch: -2 });
  });

  it('are recognised as damaged', async () => {
    expect(await sharedIn('#zip=notdeflate!')).toBeUndefined();
    expect(await sharedIn('#elsewhere')).toBeUndefined();
  });
});

describe('nameOf', () => {
  it('is made of the first words', () => {
    expect(nameOf('<speak>The <emphasis>old</emphasis> clock in the hall</speak>')).toBe('the-old-clock-in-the');
    expect(nameOf('…')).toBe('speech');
  });
});
