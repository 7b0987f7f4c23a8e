/** An attribute, with the values it may have; open where others are fine too. */
export interface Attribute {
  values: readonly string[];
  isOpen?: boolean;
}

/** An element of SSML as the server speaks it. */
export interface ElementRule {
  about: string;
  attributes: Record<string, Attribute>;
  /** True for elements without content. */
  isEmpty?: boolean;
}

const open = (...values: string[]): Attribute => ({ values, isOpen: true });
const fixed = (...values: string[]): Attribute => ({ values });

/** The elements of SSML that the server speaks. */
export const ELEMENTS: Record<string, ElementRule> = {
  speak: { about: 'the whole text', attributes: { version: open('1.1'), xmlns: open('http://www.w3.org/2001/10/synthesis'), 'xml:lang': open('en-US') } },
  p: { about: 'a paragraph', attributes: { 'xml:lang': open('en-US') } },
  s: { about: 'a sentence', attributes: { 'xml:lang': open('en-US') } },
  break: { about: 'a silence', isEmpty: true, attributes: { time: open('500ms', '1s'), strength: fixed('none', 'x-weak', 'weak', 'medium', 'strong', 'x-strong') } },
  emphasis: { about: 'stronger or weaker', attributes: { level: fixed('strong', 'moderate', 'none', 'reduced') } },
  prosody: { about: 'speed, pitch, volume', attributes: { rate: open('slow', 'fast', '80%', '120%'), pitch: open('low', 'high', '+2st', '-2st'), volume: open('soft', 'loud', '-6dB', '+6dB') } },
  'say-as': {
    about: 'what kind of thing it is',
    attributes: {
      'interpret-as': fixed('cardinal', 'ordinal', 'characters', 'digits', 'date', 'time', 'telephone', 'currency'),
      format: open('mdy', 'dmy', 'ymd'), detail: open(),
    },
  },
  sub: { about: 'said as other words', attributes: { alias: open() } },
  phoneme: { about: 'said with these sounds', attributes: { alphabet: fixed('ipa', 'x-cmu-arpabet'), ph: open() } },
  mark: { about: 'a named place', isEmpty: true, attributes: { name: open() } },
  voice: { about: 'another speaker', attributes: { name: open() } },
  lang: { about: 'another language', attributes: { 'xml:lang': open('en-US', 'en-GB') } },
};
