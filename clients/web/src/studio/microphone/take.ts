/** One recording of a prompt. */
export interface Take {
  samples: Float32Array;
  sampleRate: number;
}

/** What is wrong with a take, in words; the first is the worst. */
export interface Verdict {
  problems: string[];
  /** Of the speech, dB of full scale. */
  levelDb: number;
  /** Of the quietest moments. */
  noiseDb: number;
  seconds: number;
}

const BLOCK_SECONDS = 0.02;
const CLIPPED = 0.99; // of full scale
const CLIPPED_SAMPLES = 4; // in a row: a single peak may touch the top
const QUIET_DB = -38;
const LOUD_DB = -6;
const NOISE_DB = -48;
const DISTANCE_DB = 20; // between speech and noise, at least
const PAUSE_SECONDS = 0.1; // before and after the speech
const SECONDS_A_LETTER = [0.03, 0.2]; // the fastest and the slowest plausible speech

/** Judges a take: clipping, level, noise, whether it begins or ends too soon, and whether it is as long as its text. */
export function judge({ samples, sampleRate }: Take, text: string): Verdict {
  const levels = levelsOf(samples, Math.round(sampleRate * BLOCK_SECONDS));
  const sorted = [...levels].sort((a, b) => a - b);
  const noiseDb = sorted[Math.floor(sorted.length * 0.05)] ?? -120;
  const levelDb = sorted[Math.floor(sorted.length * 0.9)] ?? -120;
  const seconds = samples.length / sampleRate;
  const problems: string[] = [];
  const edge = (noiseDb + levelDb) / 2;
  const speech = levels.map((level) => level > edge);
  const [first, last] = [speech.indexOf(true), speech.lastIndexOf(true)];
  const spoken = (last - first + 1) * BLOCK_SECONDS;
  const letters = text.replace(/[^\p{L}\p{N}]/gu, '').length;
  if (isClipped(samples)) problems.push('Too loud: the sound is clipped. Move back from the microphone, or turn it down.');
  if (levelDb < QUIET_DB) problems.push('Too quiet. Come closer to the microphone, or turn it up.');
  else if (levelDb - noiseDb < DISTANCE_DB) problems.push('Too noisy. Find a quieter room, or come closer to the microphone.');
  else if (noiseDb > NOISE_DB) problems.push('There is noise behind your voice. Find a quieter room.');
  else if (spoken < letters * SECONDS_A_LETTER[0]) problems.push('Too short for its text. Read the whole sentence.');
  else if (spoken > letters * SECONDS_A_LETTER[1] + 1) problems.push('Too long for its text. Read only the sentence, without a break.');
  else if (first * BLOCK_SECONDS < PAUSE_SECONDS) problems.push('It begins too soon. Wait a moment after you press Record.');
  else if ((levels.length - 1 - last) * BLOCK_SECONDS < PAUSE_SECONDS) problems.push('It ends too soon. Wait a moment before you press Stop.');
  return { problems, levelDb, noiseDb, seconds };
}

/** Level of each block, dB of full scale. */
export function levelsOf(samples: Float32Array, block: number): number[] {
  return Array.from({ length: Math.floor(samples.length / block) }, (_, i) => levelOf(samples.subarray(i * block, (i + 1) * block)));
}

/** Level of some samples, dB of full scale. */
export function levelOf(samples: Float32Array): number {
  return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length + 1e-12);
}

function isClipped(samples: Float32Array): boolean {
  let row = 0;
  for (const sample of samples) {
    row = Math.abs(sample) >= CLIPPED ? row + 1 : 0;
    if (row >= CLIPPED_SAMPLES) return true;
  }
  return false;
}

/** What a level of the microphone means while one speaks. */
export function wordsForLevel(db: number): string {
  if (db > LOUD_DB) return 'Level: too loud';
  return db < QUIET_DB ? 'Level: quiet' : 'Level: good';
}

/** Samples as 16 bits, for a file. */
export function toPcm16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32767));
}
