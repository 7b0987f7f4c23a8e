import type { Run } from '@voicesmith/client';

/** The stages from recordings to a voice, in order. */
export const STAGES = ['Record', 'Check', 'Learn', 'Listen', 'Promote'] as const;
export type Stage = (typeof STAGES)[number];

/** Rounds of blind listening after which their count says something. */
export const ENOUGH_ROUNDS = 3;

/** What the Studio knows when it says what to do next. */
export interface Progress {
  /** Files that were recorded or chosen and are not uploaded yet. */
  chosenFiles: number;
  readySets: number;
  run?: Run;
  bestStep?: number;
  /** Blind listening: how often a step was preferred to what it was compared with. */
  blind?: { step: number; against: string; preferred: number; rounds: number };
}

/** Where a person is, and what to do next. */
export interface Advice {
  stage: Stage;
  words: string;
}

/** What to do next, in words. */
export function adviceFor(progress: Progress): Advice {
  const { chosenFiles, readySets, run } = progress;
  if (chosenFiles > 0 && !(run && isGoing(run))) return { stage: 'Check', words: 'Name the recordings, say under which licence they may be used, and press Upload and check.' };
  if (!run && readySets === 0)
    return { stage: 'Record', words: 'Begin with recordings of one speaker: read sentences into a microphone here, or drop files. 24 sentences are enough to try, some minutes are better.' };
  if (!run) return { stage: 'Learn', words: 'Your recordings are ready; you can listen to them below. Say in step 2 whose voice it is and by what right it may be used, and press Start.' };
  return run.promoted.length > 0 && !isGoing(run) ? promoted(run) : learning(run, progress);
}

function isGoing({ state }: Run): boolean {
  return state === 'queued' || state === 'running' || state === 'paused';
}

function promoted({ promoted }: Run): Advice {
  const { voice } = promoted[promoted.length - 1];
  return { stage: 'Promote', words: `'${voice}' speaks. Listen to it in step 4, or on the Speak page. If it is worse than before, press Roll back: the version before it speaks again.` };
}

function learning(run: Run, { bestStep, blind }: Progress): Advice {
  const best = bestStep === undefined ? '' : ` Step ${bestStep} is the best so far: compare it with the recording.`;
  switch (run.state) {
    case 'queued':
      return { stage: 'Learn', words: 'The run waits for its turn. You need not stay on this page.' };
    case 'running':
      return { stage: 'Learn', words: `The voice is learning.${best || ' Its first sounds come after the first validation.'}` };
    case 'paused':
      return { stage: 'Learn', words: 'The run is paused. Press Resume to go on.' };
    case 'failed':
      return { stage: 'Learn', words: 'The run has failed. The reason is below: correct it and press Resume.' };
    default:
      if (bestStep === undefined) return { stage: 'Learn', words: 'The run has ended without a validation. Resume it, or start another with more steps.' };
      return listening(bestStep, blind);
  }
}

function listening(bestStep: number, blind: Progress['blind']): Advice {
  if (!blind || blind.rounds === 0) return { stage: 'Listen', words: `The run has ended. Listen blind: step ${bestStep}, the best one, beside an older sound of the same sentences.` };
  const { step, against, preferred, rounds } = blind;
  const soFar = `You preferred step ${step} to ${against} in ${preferred} of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}.`;
  if (rounds < ENOUGH_ROUNDS) return { stage: 'Listen', words: `${soFar} Listen to some more: ${ENOUGH_ROUNDS} rounds say something, one does not.` };
  if (preferred * 2 > rounds) return { stage: 'Promote', words: `${soFar} Promote it, and it speaks.` };
  return { stage: 'Listen', words: `${soFar} Try another step, or resume the run and let it learn on. More or cleaner recordings help most.` };
}
