import type { Place } from './messages';
import type { TextEdit } from './text-edit';
import type { Track } from './track';

/** A place to go on from: the sound after a sample is replaced by what the text says from an offset on. */
export interface Turn {
  sample: number;
  offset: number;
}

/** What is being read, before an edit. */
export interface Reached {
  text: string;
  /** Where the reading began in the text. */
  from: number;
  track: Track;
  /** The sample that has been played; undefined if nothing is being played. */
  position: number | undefined;
}

const SENTENCE_END = /[.!?\n]["'”’)]*\s*$/;

/**
 * Where the sound changes because of an edit: at the end of the last sentence before it that is not over yet, else at the end of
 * the word that is being said. Undefined if the text that was edited has been said.
 */
export function turnFor(edit: TextEdit, after: string, { text, from, track, position }: Reached): Turn | undefined {
  const word = position === undefined ? undefined : track.words.at(position);
  if (word && edit.start + edit.removed <= word.start) return undefined;
  const isBefore = ({ end }: Place): boolean => end < edit.start || (end === edit.start && SENTENCE_END.test(text.slice(0, end)));
  const isAhead = ({ firstSample, samples }: Place): boolean => firstSample + samples > (position ?? 0);
  const sentence = track.sentences.all.filter((one) => isBefore(one) && isAhead(one)).pop();
  if (sentence) return { sample: sentence.firstSample + sentence.samples, offset: sentence.end };
  if (!word) return { sample: 0, offset: from };
  const offset = edit.start < word.end ? wordEnd(after, edit.start + edit.inserted) : word.end;
  return { sample: track.words.after(position!)?.firstSample ?? word.firstSample + word.samples, offset };
}

function wordEnd(text: string, offset: number): number {
  const rest = /[^\p{L}\p{N}'’]/u.exec(text.slice(offset));
  return rest ? offset + rest.index : text.length;
}
