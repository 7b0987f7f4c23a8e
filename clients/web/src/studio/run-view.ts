import type { HubConnection, ISubscription } from '@microsoft/signalr';
import { messageOf } from '@voicesmith/client';
import { Curve } from './curve';
import { ask } from '../page/server';
import type { Promotion, Run, RunEvent, RunFile } from './training';
import { element } from '../page/dom';

/** One run: where it is, its losses, its pictures, its sounds, and what can be done with it. */
export class RunView {
  private readonly curve = new Curve(element<HTMLCanvasElement>('curve'), element('legend'));
  private readonly heard = element('steps-heard');
  private readonly promote = new Map<number, HTMLButtonElement>();
  private run: Run | undefined;
  private following: ISubscription<RunEvent> | undefined;
  private next = 0; // number of the next event
  private busy = false;

  constructor(
    private readonly hub: () => HubConnection | undefined,
    private readonly user: () => string,
  ) {
    for (const [id, method] of [['pause', 'PauseRun'], ['resume', 'ResumeRun'], ['stop', 'StopRun']] as const)
      element(id).addEventListener('click', () => void this.tell(method));
    element('back').addEventListener('click', () => void this.rollBack());
    element('delete-run').addEventListener('click', () => void this.remove());
  }

  /** Shows another run, or the same in another state. */
  show(run: Run): void {
    const other = run.id !== this.run?.id;
    const resumed = !other && this.following === undefined && (run.state === 'queued' || run.state === 'running');
    this.run = run;
    element('run-view').hidden = false;
    if (other) {
      this.following?.dispose();
      this.next = 0;
      this.curve.clear(run.steps);
      this.heard.replaceChildren();
      this.promote.clear();
      this.say('');
    }
    if (other || resumed) this.follow();
    this.refresh();
  }

  /** There is no run to show. */
  clear(): void {
    this.following?.dispose();
    this.following = this.run = undefined;
    element('run-view').hidden = true;
  }

  /** Goes on following after the connection was lost. */
  follow(): void {
    if (!this.run) return;
    this.following?.dispose();
    const id = this.run.id;
    this.following = this.hub()?.stream<RunEvent>('FollowRun', id, this.next).subscribe({
      next: (event) => this.run?.id === id && this.take(event),
      complete: () => this.run?.id === id && (this.following = undefined),
      error: (error) => this.run?.id === id && this.fail(error),
    });
  }

  private take(event: RunEvent): void {
    const run = this.run!;
    this.next = event.number + 1;
    run.step = event.step;
    switch (event.type) {
      case 'state':
        run.state = event.state!;
        this.fail(event.error ? new Error(event.error) : undefined);
        break;
      case 'started':
        this.curve.cut(event.step); // it may have gone back to a checkpoint
        break;
      case 'progress':
        this.curve.add(event.step, Object.fromEntries(Object.entries(event.losses!).filter(([name]) => !name.includes('/')))); // others are rates and gradients
        element('run-speed').textContent = `${event.stepsPerSecond!.toFixed(2)} steps/s, ${duration(event.secondsLeft!)} left`;
        break;
      case 'validated':
        if (event.score != null) this.curve.mark(event.step, event.score);
        this.hear(event);
        break;
      case 'saved':
        void this.reload();
        break;
      case 'promoted':
        this.say(promotionOf(event.promotion!));
        break;
    }
    this.refresh();
  }

  /** Sounds and pictures of a step, the newest on top. */
  private hear(event: RunEvent): void {
    const files = event.files ?? [];
    const item = document.createElement('li');
    const title = document.createElement('h3');
    const score = document.createElement('span');
    score.className = 'score';
    score.textContent = event.score == null ? '' : `validation ${event.score.toPrecision(4)}${event.best ? ', the best so far' : ''}`;
    title.append(`Step ${event.step}`, score, this.promoteButton(event.step));
    const sounds = document.createElement('div');
    sounds.className = 'sounds';
    sounds.append(...files.filter((file) => file.kind === 'sound').map((file) => player(file, event.step)));
    item.append(title, sounds);
    const shown = files.filter((file) => file.kind !== 'sound');
    if (shown.length > 0) item.append(pictures(shown, event.step));
    for (const older of this.heard.querySelectorAll('details[open]')) older.removeAttribute('open');
    this.heard.prepend(item);
  }

  private promoteButton(step: number): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'promote';
    button.textContent = 'Promote';
    button.setAttribute('aria-label', `Promote step ${step}`);
    button.addEventListener('click', () => void this.publish(step));
    this.promote.set(step, button);
    return button;
  }

  private async publish(step: number): Promise<void> {
    await this.during('The gate listens to it…', async () => {
      const asked = performance.now();
      const promotion = await this.hub()!.invoke<Promotion>('Promote', this.run!.id, { step, user: this.user() || null });
      this.say(`${promotionOf(promotion)} It took ${((performance.now() - asked) / 1000).toFixed(1)} s.`);
    });
  }

  private async rollBack(): Promise<void> {
    await this.during('Going back…', async () => {
      const { version } = await ask<{ version: string }>('POST', `/api/voices/${encodeURIComponent(this.run!.voice)}/rollback`, { by: this.user() || 'studio' });
      this.say(`${this.run!.voice} speaks with version ${version.slice(0, 8)} again.`);
    });
  }

  /** The server tells everybody which runs are left. */
  private async remove(): Promise<void> {
    const run = this.run!;
    if (!confirm(`Delete the run of '${run.name}', with its checkpoints and sounds? Versions promoted from it stay.`)) return;
    await this.during('', () => this.hub()!.invoke<void>('DeleteRun', run.id));
  }

  private async tell(method: string): Promise<void> {
    await this.during('', async () => {
      this.show(await this.hub()!.invoke<Run>(method, this.run!.id));
    });
  }

  private async reload(): Promise<void> {
    const id = this.run!.id;
    const run = await ask<Run>('GET', `/api/runs/${encodeURIComponent(id)}`).catch(() => undefined); // the next event asks again
    if (run && this.run?.id === id) this.run.checkpoints = run.checkpoints;
    this.refresh();
  }

  /** Does something that may fail; meanwhile nothing else is begun. */
  private async during(words: string, action: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.fail(undefined);
    if (words) this.say(words);
    this.refresh();
    try {
      await action();
    } catch (error) {
      this.say('');
      this.fail(error);
    } finally {
      this.busy = false;
      this.refresh();
    }
  }

  private refresh(): void {
    const run = this.run;
    if (!run) return;
    const words = { queued: 'Waits for its turn', running: 'Learns', paused: 'Paused', stopped: 'Stopped', done: 'Done', failed: 'Failed' }[run.state];
    element('run-state').textContent = `${words}: step ${run.step} of ${run.steps}`;
    element('run-state').dataset.state = run.state;
    if (run.state !== 'running') element('run-speed').textContent = '';
    const progress = element<HTMLProgressElement>('run-progress');
    [progress.max, progress.value] = [run.steps, run.step];
    const can = { pause: ['queued', 'running'], resume: ['paused', 'stopped', 'failed'], stop: ['queued', 'running', 'paused'], 'delete-run': ['stopped', 'done', 'failed'] };
    for (const [id, states] of Object.entries(can)) element<HTMLButtonElement>(id).hidden = !states.includes(run.state);
    for (const [step, button] of this.promote) {
      button.disabled = this.busy || !run.checkpoints.includes(step);
      button.title = run.checkpoints.includes(step) ? `The next sentence of ${run.voice} is spoken by it` : 'Its checkpoint is not kept';
    }
    for (const id of ['back', 'delete-run']) element<HTMLButtonElement>(id).disabled = this.busy;
  }

  private say(words: string): void {
    element('run-status').textContent = words;
  }

  private fail(error: unknown): void {
    const box = element('run-error');
    box.textContent = error === undefined ? '' : messageOf(error);
    box.hidden = error === undefined;
  }
}

function promotionOf(promotion: Promotion): string {
  return `Step ${promotion.step} speaks as ${promotion.voice}, version ${promotion.version.slice(0, 8)}.`;
}

function player(file: RunFile, step: number): HTMLElement {
  const label = document.createElement('label');
  const audio = document.createElement('audio');
  audio.controls = true;
  audio.preload = 'none';
  audio.src = file.url;
  audio.setAttribute('aria-label', `${file.name} at step ${step}`);
  label.append(file.name, audio);
  return label;
}

function pictures(files: RunFile[], step: number): HTMLElement {
  const details = document.createElement('details');
  details.open = true;
  const summary = document.createElement('summary');
  summary.textContent = 'Alignment and mels';
  const shown = document.createElement('div');
  shown.className = 'pictures';
  for (const file of files.filter((one) => one.name === files[0].name)) {
    const image = document.createElement('img');
    image.src = file.url;
    image.alt = `${file.kind === 'mel' ? 'Mels of the recording and of the voice' : 'Alignment of phonemes and sound'}, ${file.name}, step ${step}`;
    shown.append(image);
  }
  details.append(summary, shown);
  return details;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
