import type { Track } from '@voicesmith/client';

const MAX_LENGTH = 84; // characters of a caption: two lines on a screen
const MAX_SECONDS = 6;

/** A line of captions. */
export interface Caption {
  start: number; // seconds
  end: number;
  text: string;
}

/** Captions from the places of words: a sentence, or as much of it as fits. */
export function captionsOf(text: string, track: Pick<Track, 'words' | 'sentences' | 'sampleRate'>): Caption[] {
  const captions: Caption[] = [];
  const seconds = (samples: number): number => samples / track.sampleRate;
  let from: number | undefined;
  let begun = 0;
  let sentence: unknown;
  for (const word of track.words.all) {
    const last = captions[captions.length - 1];
    const own = track.sentences.at(word.firstSample);
    const isTooLong = from !== undefined && (word.end - from > MAX_LENGTH || seconds(word.firstSample + word.samples) - begun > MAX_SECONDS);
    if (from === undefined || own !== sentence || isTooLong) {
      [from, begun, sentence] = [word.start, seconds(word.firstSample), own];
      captions.push({ start: begun, end: begun, text: '' });
    }
    const caption = from === word.start ? captions[captions.length - 1] : last;
    caption.end = seconds(word.firstSample + word.samples);
    caption.text = text.slice(from, wordEnd(text, word.end)).replace(/<[^>]*>/g, '').replace(/\s+/g, ' ').trim();
  }
  return captions;
}

/** SubRip. */
export function srt(captions: Caption[]): string {
  return captions.map(({ start, end, text }, i) => `${i + 1}\n${time(start, ',')} --> ${time(end, ',')}\n${text}\n`).join('\n');
}

/** WebVTT. */
export function vtt(captions: Caption[]): string {
  const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `WEBVTT\n\n${captions.map(({ start, end, text }) => `${time(start, '.')} --> ${time(end, '.')}\n${escaped(text)}\n`).join('\n')}`;
}

/** Punctuation behind a word belongs to its caption. */
function wordEnd(text: string, end: number): number {
  return end + /^[^\s<\p{L}\p{N}]*/u.exec(text.slice(end, end + 8))![0].length;
}

function time(seconds: number, point: string): string {
  const ms = Math.round(seconds * 1000);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}${point}${String(ms % 1000).padStart(3, '0')}`;
}
