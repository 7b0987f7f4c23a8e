import { describe, expect, it } from 'vitest';
import { drawn, provenance, sideBySide, when, type Figures, type Version } from '../src/voices/versions';

const nothing: Figures = { utterances: 0, cancelled: 0, failed: 0, firstSoundMedianMs: 0, firstSoundP95Ms: 0, realTimeFactor: 0, votesFor: 0, votesAgainst: 0 };

describe('sideBySide', () => {
  it('shows what was counted, and a dash where nothing was heard', () => {
    const b = { ...nothing, utterances: 8, cancelled: 2, firstSoundMedianMs: 61.4, firstSoundP95Ms: 90, realTimeFactor: 0.0512, votesFor: 3, votesAgainst: 1 };
    const rows = new Map(sideBySide(nothing, b).map(([name, ...values]) => [name, values]));
    expect(rows.get('First sound, median')).toEqual(['–', '61 ms']);
    expect(rows.get('Cancelled')).toEqual(['–', '25 %']);
    expect(rows.get('Real-time factor')).toEqual(['–', '0.051']);
    expect(rows.get('Votes for and against')).toEqual(['0 : 0', '3 : 1']);
  });
});

describe('drawn', () => {
  it('is either order', () => {
    expect(drawn('a', 'b', () => 0.2)).toEqual(['a', 'b']);
    expect(drawn('a', 'b', () => 0.7)).toEqual(['b', 'a']);
  });
});

describe('provenance', () => {
  it('leaves out what is not known', () => {
    const version = { version: 'abc', language: 'en-US', acousticStep: 5330, vocoderStep: 3843, parent: '', dataHash: '', licence: 'CC0 1.0', consent: 'It is mine.', consentBy: 'Ada', bytes: 0 } as Version;
    expect(provenance(version).map(([name]) => name)).toEqual(['Version', 'Language', 'Training', 'Licence', 'Consent']);
    expect(provenance(version)).toContainEqual(['Consent', 'It is mine. – Ada']);
  });
});

describe('when', () => {
  it('knows what was there from the start', () => expect(when('1970-01-01T00:00:00+00:00')).toBe('with the server'));
});
