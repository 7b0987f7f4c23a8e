import { showFile } from '../page/access';
import { make } from '../page/dom';
import type { DataRecording, RunEvent, RunFile } from '@voicesmith/client';

/** What can be done with a step. */
export interface StepActions {
  promote(step: number): void;
}

/** The steps that were listened to, the newest on top and open; the best one is marked. */
export class RunSteps {
  private readonly steps = new Map<number, { item: HTMLDetailsElement; badge: HTMLElement; promote: HTMLButtonElement; reason: HTMLElement; sounds: RunFile[] }>();
  private best: { step: number; score: number } | undefined;

  constructor(private readonly list: HTMLElement, private readonly actions: StepActions) {}

  /** The step with the lowest score; undefined before there is one. */
  get bestStep(): number | undefined {
    return this.best?.step;
  }

  /** The sounds of each step, the newest step first. */
  get sounds(): { step: number; files: RunFile[] }[] {
    return [...this.steps].map(([step, { sounds }]) => ({ step, files: sounds })).sort((a, b) => b.step - a.step);
  }

  clear(): void {
    this.list.replaceChildren();
    this.steps.clear();
    this.best = undefined;
  }

  /**
   * Shows the sounds and pictures of a step.
   * @param recordings What the sentences sound like when the speaker says them; empty where that is gone.
   */
  add({ step, files, score }: RunEvent, recordings: readonly DataRecording[]): void {
    this.steps.get(step)?.item.parentElement!.remove(); // the run went back to a checkpoint and came here again
    const badge = make('span', { className: 'badge', hidden: true }, 'best');
    const promote = make('button', { type: 'button', className: 'promote', ariaLabel: `Promote step ${step}` }, 'Promote');
    const reason = make('p', { className: 'quiet', hidden: true }, 'Too old to be promoted: its checkpoint made room for newer ones.');
    promote.addEventListener('click', () => this.actions.promote(step));
    const title = make('h3', {}, `Step ${step}`, badge);
    const told = make('span', { className: 'score' }, score == null ? '' : `score ${score.toPrecision(4)}`);
    const shown = files ?? [];
    const heard = shown.filter(({ kind }) => kind === 'sound');
    const sounds = make('div', { className: 'sounds' }, ...heard.map((file) => player(file, step, recordings.find(({ id }) => id === file.name))));
    const item = make('details', { open: true }, make('summary', {}, title, told), sounds, ...pictures(shown, step), reason, make('div', { className: 'buttons' }, promote));
    for (const { item: older } of this.steps.values()) older.open = false;
    this.steps.set(step, { item, badge, promote, reason, sounds: heard });
    this.list.prepend(make('li', {}, item));
    if (score != null && (!this.best || score < this.best.score)) this.best = { step, score };
    for (const [other, { badge: mark }] of this.steps) mark.hidden = other !== this.best?.step;
  }

  /** Lets those steps be promoted whose checkpoints are kept. */
  refresh(checkpoints: readonly number[], busy: boolean): void {
    for (const [step, { promote, reason }] of this.steps) {
      const isKept = checkpoints.includes(step);
      promote.hidden = !isKept;
      promote.disabled = busy;
      reason.hidden = isKept;
    }
  }
}

/** A step's sound of a sentence, beside the recording where that is there. */
function player(file: RunFile, step: number, recording: DataRecording | undefined): HTMLElement {
  const audio = (src: string, name: string): HTMLElement =>
    make('div', {}, make('span', { className: 'quiet' }, name), showFile(make('audio', { controls: true, preload: 'none', ariaLabel: `${file.name}, ${name}` }), src));
  const text = make('p', {}, recording?.text ?? file.name);
  return make('div', { className: 'beside' }, text, audio(file.url, `step ${step}`), ...(recording?.url ? [audio(recording.url, 'recording')] : []));
}

/** Pictures of the first sentence. */
function pictures(files: RunFile[], step: number): HTMLElement[] {
  const shown = files.filter(({ kind }) => kind !== 'sound');
  if (shown.length === 0) return [];
  const images = shown.filter(({ name }) => name === shown[0].name).map((file) => {
    const what = file.kind === 'mel' ? 'Mels of the recording and of the voice' : 'Alignment of phonemes and sound';
    return showFile(make('img', { alt: `${what}, ${file.name}, step ${step}`, loading: 'lazy' }), file.url);
  });
  return [make('div', { className: 'pictures' }, ...images)];
}
