import type { VersionFigures as Figures, VoiceVersion as Version, VoiceVersions as Versions } from '@voicesmith/client';

export type { Figures, Version, Versions };

/** A version as people tell them apart. */
export const short = (version: string): string => version.slice(0, 8);

/** When something happened; nothing for what was there from the start. */
export function when(at: string): string {
  const date = new Date(at);
  return date.getTime() <= 0 ? 'with the server' : date.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}

/** The rows of a table that sets two versions side by side. */
export function sideBySide(a: Figures, b: Figures): [name: string, a: string, b: string][] {
  const row = (name: string, show: (figures: Figures) => string): [string, string, string] => [name, show(a), show(b)];
  const heard = (figures: Figures, text: string): string => (figures.utterances > figures.failed ? text : '–');
  return [
    row('Utterances', (one) => `${one.utterances}`),
    row('First sound, median', (one) => heard(one, `${Math.round(one.firstSoundMedianMs)} ms`)),
    row('First sound, 95 of 100', (one) => heard(one, `${Math.round(one.firstSoundP95Ms)} ms`)),
    row('Real-time factor', (one) => heard(one, one.realTimeFactor.toFixed(3))),
    row('Cancelled', (one) => (one.utterances === 0 ? '–' : `${Math.round((100 * one.cancelled) / one.utterances)} %`)),
    row('Failed', (one) => `${one.failed}`),
    row('Votes for and against', (one) => `${one.votesFor} : ${one.votesAgainst}`),
  ];
}

/** The version that is compared and the current one, in an order that is drawn by lot. */
export function drawn(current: string, compared: string, random: () => number = Math.random): [string, string] {
  return random() < 0.5 ? [current, compared] : [compared, current];
}

/** Where a version comes from, as pairs of a name and what is known; what is not is left out. */
export function provenance(version: Version): [string, string][] {
  const pairs: [string, string][] = [
    ['Version', version.version],
    ['Language', version.language],
    ['Training', `acoustic step ${version.acousticStep.toLocaleString('en')}, vocoder step ${version.vocoderStep.toLocaleString('en')}`],
    ['Trained from', version.parent],
    ['Data', version.dataHash],
    ['Licence', version.licence],
    ['Consent', [version.consent, version.consentBy].filter((part) => part !== '').join(' – ')],
    ['File', version.bytes > 0 ? `${(version.bytes / 1e6).toFixed(1)} MB` : ''],
  ];
  return pairs.filter(([, value]) => value !== '');
}
