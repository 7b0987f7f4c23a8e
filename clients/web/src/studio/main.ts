import { VoiceSmithClient, messageOf, openHub, untilConnected, type Voice } from '@voicesmith/client';
import { Listening } from './listening';
import { Recordings } from './recordings';
import { RunView } from './run-view';
import { ask } from '../page/server';
import type { DataSet, Run, RunRequest } from './training';
import type { HubConnection } from '@microsoft/signalr';
import { showConnection } from '../page/connection-state';
import { element } from '../page/dom';

const input = (id: string): HTMLInputElement => element<HTMLInputElement>(id);
const choice = (id: string): HTMLSelectElement => element<HTMLSelectElement>(id);

let training: HubConnection | undefined;
let sets: DataSet[] = [];
let runs: Run[] = [];

const user = (): string => input('user').value.trim();
const speech = new VoiceSmithClient(location.href, { onVoices: showVoices, onState: () => listening.refresh() });
const listening = new Listening(speech, () => choice('voice').value);
const view = new RunView(() => training, user);
new Recordings((set) => void loadSets(set.state === 'ready' ? set.id : undefined));

/** Fills a choice, keeping what was chosen where it is still there. */
function fill(select: HTMLSelectElement, options: { value: string; text: string }[], wanted = select.value): void {
  select.replaceChildren(...options.map(({ value, text }) => new Option(text, value, false, value === wanted)));
}

async function loadSets(wanted?: string): Promise<void> {
  sets = await ask<DataSet[]>('GET', '/api/datasets');
  const ready = sets.filter(({ state }) => state === 'ready');
  fill(choice('data-set'), ready.map(({ id, name, report }) => ({ value: id, text: `${name} (${report!.recordings} recordings)` })), wanted);
  refresh();
}

function showVoices(voices: Voice[]): void {
  fill(choice('voice'), voices.map(({ name }) => ({ value: name, text: name })));
  refresh();
}

function showRuns(all: Run[], wanted?: string): void {
  runs = all;
  const select = choice('run');
  const before = select.value;
  fill(select, runs.map(({ id, name, state }) => ({ value: id, text: `${name} (${id}): ${state}` })), wanted ?? (before || runs[0]?.id));
  element('no-runs').hidden = runs.length > 0;
  element('run-choice').hidden = runs.length === 0;
  showRun();
}

function showRun(): void {
  const run = runs.find(({ id }) => id === choice('run').value);
  if (run) view.show(run);
  else view.clear();
}

async function start(): Promise<void> {
  const request: RunRequest = {
    dataSet: choice('data-set').value,
    voice: choice('voice').value,
    name: input('speaker').value,
    user: user(),
    consent: element<HTMLTextAreaElement>('consent').value,
    steps: input('steps').valueAsNumber,
    learningRate: input('rate').valueAsNumber,
  };
  await during('start-error', async () => {
    const run = await training!.invoke<Run>('StartRun', request);
    input('agree').checked = false; // every run is a promise of its own
    showRuns([run, ...runs.filter(({ id }) => id !== run.id)], run.id);
    element('run-view').scrollIntoView({ behavior: 'smooth', block: 'nearest' });
  });
}

async function during(box: string, action: () => Promise<void>): Promise<void> {
  const shown = element(box);
  shown.hidden = true;
  try {
    await action();
  } catch (error) {
    shown.textContent = messageOf(error);
    shown.hidden = false;
  }
}

function refresh(): void {
  const ready = choice('data-set').value !== '';
  element<HTMLButtonElement>('start-button').disabled = !training || !ready || choice('voice').value === '';
  element<HTMLButtonElement>('delete-set').disabled = !ready;
  listening.refresh();
}


element('start').addEventListener('submit', (event) => {
  event.preventDefault();
  void start();
});
element('delete-set').addEventListener('click', () => {
  const set = sets.find(({ id }) => id === choice('data-set').value);
  if (set && confirm(`Delete the recordings '${set.name}'?`))
    void during('start-error', async () => {
      await ask('DELETE', `/api/datasets/${encodeURIComponent(set.id)}`);
      await loadSets();
    });
});
choice('run').addEventListener('change', showRun);
input('user').value = localStorage.getItem('voicesmith-user') ?? '';
input('user').addEventListener('change', () => localStorage.setItem('voicesmith-user', user()));

refresh();
void untilConnected(async () => {
  training ??= await openHub(new URL('/hubs/training', location.href), { Runs: (all) => showRuns(all as Run[]) }, (connected) => {
    showConnection(connected);
    if (connected && training) view.follow();
  });
  await loadSets();
  showRun();
}, () => showConnection(false));
