import { messageOf, type DataRecording, type Promotion, type Run, type RunEvent, type Voice } from '@voicesmith/client';
import type { HubConnection, ISubscription } from '@microsoft/signalr';
import { element, say } from '../page/dom';
import { ask } from '../page/server';
import { BlindListening } from './blind-listening';
import { Curve } from './curve';
import type { Progress } from './guide';
import { recordingsOf } from './recording-list';
import { RunSteps } from './run-steps';
import { TimeLeft, duration } from './time-left';

/** What the view needs of the page. */
export interface RunHost {
  hub: HubConnection;
  user(): string;
  voices(): Voice[];
  /** A text as a voice speaks it now, as a sound file. */
  speak(voice: string, text: string): Promise<ArrayBuffer>;
  /** Something about the shown run has changed. */
  onChanged(progress: Pick<Progress, 'run' | 'bestStep' | 'blind'>): void;
}

const CAN = {
  pause: ['queued', 'running'],
  resume: ['paused', 'stopped', 'failed'],
  stop: ['queued', 'running', 'paused'],
  'delete-run': ['stopped', 'done', 'failed'],
};

/** One run: where it is, its losses, its pictures, its sounds, and what can be done with it. */
export class RunView {
  private readonly curve = new Curve(element<HTMLCanvasElement>('curve'), element('legend'));
  private readonly steps = new RunSteps(element('steps-heard'), { promote: (step) => void this.publish(step) });
  private readonly timeLeft = new TimeLeft();
  private readonly name = element<HTMLInputElement>('promote-as');
  private readonly listening: BlindListening;
  private run: Run | undefined;
  private recordings: DataRecording[] = []; // that the run learns from
  private asked: Promise<void> = Promise.resolve(); // for the recordings
  private blind: Progress['blind'];
  private following: ISubscription<RunEvent> | undefined;
  private next = 0; // number of the next event
  private busy = false;

  constructor(private readonly host: RunHost) {
    for (const [id, method] of [['pause', 'PauseRun'], ['resume', 'ResumeRun'], ['stop', 'StopRun']] as const)
      element(id).addEventListener('click', () => void this.tell(method));
    element('back').addEventListener('click', () => void this.rollBack());
    element('delete-run').addEventListener('click', () => void this.remove());
    this.name.addEventListener('input', () => this.refresh());
    this.listening = new BlindListening({
      sounds: () => this.steps.sounds,
      bestStep: () => this.steps.bestStep,
      recordings: () => this.recordings,
      voices: () => host.voices().map(({ name }) => name),
      target: () => this.name.value.trim(),
      speak: (voice, text) => host.speak(voice, text),
      onVoted: (result) => {
        this.blind = result;
        this.refresh();
      },
    });
  }

  /** Shows another run, or the same in another state. */
  show(run: Run): void {
    const isOther = run.id !== this.run?.id;
    const isGoing = run.state === 'queued' || run.state === 'running';
    this.run = run;
    element('run-view').hidden = false;
    if (isOther) {
      this.unfollow();
      this.next = 0;
      this.curve.clear(run.steps);
      this.steps.clear();
      this.timeLeft.clear();
      this.listening.clear();
      this.blind = undefined;
      this.load(run.dataSet);
      this.name.value = run.promoted[run.promoted.length - 1]?.voice ?? run.name;
      this.say('');
    }
    if (isOther || (isGoing && !this.following)) this.follow();
    this.refresh();
  }

  /** There is no run to show. */
  clear(): void {
    this.unfollow();
    this.run = undefined;
    element('run-view').hidden = true;
    this.listening.clear();
    this.host.onChanged({ run: undefined, bestStep: undefined, blind: undefined });
  }

  /** Asks for the recordings; a data set that was deleted has none. */
  private load(dataSet: string): void {
    this.recordings = [];
    this.asked = recordingsOf(dataSet).then(
      (all) => {
        if (this.run?.dataSet === dataSet) this.recordings = all;
      },
      () => undefined,
    );
  }

  /** Follows the run from the next event on: also after the connection was lost. */
  follow(): void {
    this.unfollow();
    const id = this.run?.id;
    if (id === undefined) return;
    const isCurrent = (): boolean => this.run?.id === id && this.following === mine;
    const mine = this.host.hub.stream<RunEvent>('FollowRun', id, this.next).subscribe({
      next: (event) => isCurrent() && this.take(event),
      complete: () => isCurrent() && (this.following = undefined),
      error: () => isCurrent() && (this.following = undefined), // the page shows that the connection is lost, and comes back
    });
    this.following = mine;
  }

  private unfollow(): void {
    this.following?.dispose();
    this.following = undefined;
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
        this.timeLeft.clear();
        break;
      case 'progress':
        this.progress(event);
        break;
      case 'validated':
        if (event.score != null) this.curve.mark(event.step, event.score);
        void this.asked.then(() => {
          if (this.run?.id !== run.id) return;
          this.steps.add(event, this.recordings);
          this.refresh();
        });
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

  private progress({ step, at, losses, stepsPerSecond }: RunEvent): void {
    // Names with a slash are rates and gradients.
    this.curve.add(step, Object.fromEntries(Object.entries(losses!).filter(([name]) => !name.includes('/'))));
    const left = this.timeLeft.at(step, this.run!.steps, new Date(at).getTime());
    element('run-speed').textContent = `${stepsPerSecond!.toFixed(2)} steps/s${left === undefined ? '' : `, about ${duration(left)} left`}`;
  }

  private async publish(step: number): Promise<void> {
    const run = this.run!;
    const voice = this.name.value.trim();
    if (voice === '') return this.fail(new Error('Give the voice a name first.'));
    const isOwn = run.promoted.some((one) => one.voice === voice);
    const old = this.host.voices().find(({ name }) => name === voice);
    const question = `'${voice}' is a voice already. Shall step ${step} of '${run.name}' speak in its place, under the licence of these recordings? You can roll back.`;
    if (old && !isOwn && !confirm(question)) return;
    await this.during('The gate listens to it…', async () => {
      const asked = performance.now();
      const promotion = await this.host.hub.invoke<Promotion>('Promote', run.id, { step, voice, user: this.host.user() || null });
      this.say(`${promotionOf(promotion)} It took ${((performance.now() - asked) / 1000).toFixed(1)} s.`);
    });
  }

  private async rollBack(): Promise<void> {
    const voice = this.name.value.trim();
    await this.during('Going back…', async () => {
      const { version } = await ask<{ version: string }>('POST', `/api/voices/${encodeURIComponent(voice)}/rollback`, { by: this.host.user() || 'studio' });
      this.say(`${voice} speaks with version ${version.slice(0, 8)} again.`);
    });
  }

  /** The server tells everybody which runs are left. */
  private async remove(): Promise<void> {
    const run = this.run!;
    if (!confirm(`Delete the run of '${run.name}', with its checkpoints and sounds? Versions promoted from it stay.`)) return;
    await this.during('', () => this.host.hub.invoke<void>('DeleteRun', run.id));
  }

  private async tell(method: string): Promise<void> {
    await this.during('', async () => {
      this.show(await this.host.hub.invoke<Run>(method, this.run!.id));
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
    for (const [id, states] of Object.entries(CAN)) element<HTMLButtonElement>(id).hidden = !states.includes(run.state);
    const voice = this.name.value.trim();
    const isThere = this.host.voices().some(({ name }) => name === voice);
    const isOwn = run.promoted.some((one) => one.voice === voice);
    element('promote-note').textContent = !isThere ? 'A new voice: those that are there stay as they are.'
      : isOwn ? 'Another version of the voice that this run has made.' : `This takes the place of the voice '${voice}'. You are asked first.`;
    this.steps.refresh(run.checkpoints, this.busy);
    for (const id of ['back', 'delete-run']) element<HTMLButtonElement>(id).disabled = this.busy;
    element('back').hidden = !isThere;
    this.listening.offer();
    this.host.onChanged({ run, bestStep: this.steps.bestStep, blind: this.blind });
  }

  private say(words: string): void {
    element('run-status').textContent = words;
  }

  private fail(error: unknown): void {
    say(element('run-error'), error === undefined ? '' : messageOf(error));
  }
}

function promotionOf(promotion: Promotion): string {
  return `Step ${promotion.step} speaks as ${promotion.voice}, version ${promotion.version.slice(0, 8)}.`;
}
