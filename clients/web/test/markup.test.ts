import { describe, expect, it } from 'vitest';
import { problemsOf } from '../src/speak/markup/check';
import { completionsAt } from '../src/speak/markup/complete';
import { isMarkup } from '../src/speak/markup/scan';

const told = (text: string): string[] => problemsOf(text).map(({ start, end, message }) => `${text.slice(start, end)} | ${message}`);

describe('problemsOf', () => {
  it('has nothing against good documents and plain text', () => {
    for (const text of [
      '<speak>One <break time="500ms"/> two <prosody rate="slow" pitch=\'+2st\'>three</prosody>.</speak>',
      '<?xml version="1.0"?>\n<speak version="1.1" xmlns="http://x" xmlns:a="b"><!-- <p> --><p>A &amp; b &#60;</p></speak>',
      'a < b && c > d', '<b>bold</b>',
    ])
      expect(told(text)).toEqual([]);
  });

  it.each([
    ['<speak>One <p>two</speak>', '</speak> | </speak> comes before </p>: close <p> first.'],
    ['<speak>One', '<speak> | <speak> is never closed: write </speak> where it ends.'],
    ['<speak>One</p></speak>', '</p> | </p> closes nothing: remove it, or open <p> before.'],
    ['<speak><blink>x</blink></speak>', '<blink> | <blink> is not known: it is read as if it were not there.'],
    ['<speak><break tme="1s"/></speak>', 'tme="1s" | <break> has no tme. It has time, strength.'],
    ['<speak><emphasis level="huge">x</emphasis></speak>', 'level="huge" | level is one of strong, moderate, none, reduced.'],
    ['<speak><break time/></speak>', 'time | time needs a value in quotes.'],
    ['<speak>Tom & Ann</speak>', '& | An "&" in the text is written &amp;.'],
    ['<speak>1 < 2</speak>', '< | A "<" in the text is written &lt;.'],
    ['<speak><constructor/></speak>', '<constructor/> | <constructor> is not known: it is read as if it were not there.'],
  ])('finds what is wrong in %s', (text, problem) => expect(told(text)).toContain(problem));

  it('ends, whatever it is given', () => {
    const pieces = ['<', '>', '"', "'", '/', '=', 'speak', ' ', '<!--', '<?', '&', 'a'];
    let seed = 1;
    const outside: unknown[] = [];
    for (let run = 0; run < 1000; run++) {
      let text = '<speak>';
      for (let i = 0; i < 12; i++) text += pieces[(seed = (seed * 48271) % 2147483647) % pieces.length];
      outside.push(...problemsOf(text).filter(({ start, end }) => !(0 <= start && start < end && end <= text.length)));
      completionsAt(text, text.length);
    }
    expect(outside).toEqual([]);
  });
});

describe('completionsAt', () => {
  const at = (marked: string): { text: string; labels: string[]; first?: string } => {
    const caret = marked.indexOf('|');
    const text = marked.replace('|', '');
    const { start, options } = completionsAt(text, caret);
    const option = options[0];
    if (!option) return { text, labels: [] };
    const written = text.slice(0, start) + option.insert + text.slice(caret);
    const place = start + option.insert.length - option.back;
    return { text, labels: options.map(({ label }) => label), first: `${written.slice(0, place)}|${written.slice(place)}` };
  };

  it('offers elements, with the caret where one writes on', () => {
    expect(at('<speak>One <br|').first).toBe('<speak>One <break time="|"/>');
    expect(at('<speak>One <p|').labels).toEqual(['<p>', '<prosody>', '<phoneme>']);
    expect(at('<speak>One <s|').first).toBe('<speak>One <s>|</s>');
    expect(at('<sp|').first).toBe('<speak>|</speak>');
  });

  it('offers the attributes that are not there yet, and their values', () => {
    expect(at('<speak><break |').labels).toEqual(['time', 'strength']);
    expect(at('<speak><break time="1s" |').first).toBe('<speak><break time="1s" strength="|"');
    expect(at('<speak><break strength="x-|"/></speak>').labels).toEqual(['x-weak', 'x-strong']);
  });

  it('closes the element that is open', () => expect(at('<speak><p>One <s>two</s></|').first).toBe('<speak><p>One <s>two</s></p>|'));

  it('keeps quiet in text', () => {
    for (const text of ['<speak>One |two</speak>', 'a < |b', '<speak>One</speak>|', 'if (a <b|']) expect(at(text).labels).toEqual([]);
  });
});

describe('isMarkup', () => {
  it('goes by the first element', () => {
    expect(['<speak>', ' <?xml version="1.0"?> <speak version="1">', '<speaker>', 'see <speak>'].map(isMarkup)).toEqual([true, true, false, false]);
  });
});
