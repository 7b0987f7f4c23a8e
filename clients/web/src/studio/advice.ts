import type { Run } from '@voicesmith/client';

/** What the Studio knows when it says what to do next. */
export interface Progress {
  readySets: number;
  run?: Run;
  bestStep?: number;
}

/** What to do next, in words. */
export function adviceFor({ readySets, run, bestStep }: Progress): string {
  if (!run && readySets === 0) return 'Begin with recordings of one speaker: 24 sentences are enough to try, some minutes are better.';
  if (!run) return 'Your recordings are ready. Fill in step 2 and press Start.';
  const best = bestStep === undefined ? '' : ` Step ${bestStep} is the best so far: compare it with the recording.`;
  switch (run.state) {
    case 'queued':
      return 'The run waits for its turn. You need not stay on this page.';
    case 'running':
      return `The voice is learning.${best || ' Its first sounds come after the first validation.'}`;
    case 'paused':
      return 'The run is paused. Press Resume to go on.';
    case 'failed':
      return 'The run has failed. See below why, mend that, and press Resume.';
    default:
      if (run.promoted.length > 0) return `'${run.promoted[run.promoted.length - 1].voice}' speaks. Listen to it in step 4, or on the Speak page.`;
      return bestStep === undefined ? 'The run has ended. Resume it, or start another.' : `Listen to step ${bestStep}, the best one. If you like it, promote it.`;
  }
}
