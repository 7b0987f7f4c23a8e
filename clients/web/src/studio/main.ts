import {
  VoiceSmithClient, messageOf, openHub, record, wavFile, type DataSet, type Run, type RunRequest, type Voice,
} from '@voicesmith/client';
import { key } from '../page/access';
import { showConnection } from '../page/connection-state';
import { element, make, say } from '../page/dom';
import { DataSets } from './data-sets';
import { STAGES, adviceFor, type Progress } from './guide';
import { Listening } from './listening';
import { Booth } from './microphone/booth';
import { Recordings } from './recordings';
import { RunView } from './run-view';

const input = (id: string): HTMLInputElement => element<HTMLInputElement>(id);
const choice = (id: string): HTMLSelectElement => element<HTMLSelectElement>(id);

let voices: Voice[] = [];
let runs: Run[] = [];
const progress: Progress = { chosenFiles: 0, readySets: 0 };

const user = (): string => input('user').value.trim();
const speech = new VoiceSmithClient(location.href, { accessToken: key, onVoices: showVoices, onState: () => listening.refresh() });
const training = openHub(new URL('/hubs/training', location.href), { Runs: (all) => showRuns(all as Run[]) }, (connected) => {
  showConnection(connected, '/api/datasets');
  refresh(connected);
  if (!connected) return;
  view.follow();
  void during('sets-error', () => sets.load());
}, { accessToken: key });
const listening = new Listening(speech, () => choice('listen-voice').value);
const sets = new DataSets(element('sets'), (set) => void recordings.again(set), showReady);
const view = new RunView({
  hub: training,
  user,
  voices: () => voices,
  async speak(voice, text) {
    const { track } = await record((request, listener) => speech.speak(request, listener), text, { voice });
    return wavFile(track.read(0), track.sampleRate).arrayBuffer();
  },
  onChanged(changed) {
    Object.assign(progress, changed);
    advise();
  },
});
const recordings = new Recordings({
  onChosen(files) {
    progress.chosenFiles = files;
    advise();
  },
  onChecked: (set) => void during('sets-error', () => sets.load(set.state === 'ready' ? set.id : undefined)),
});

const booth = new Booth((files) => {
  recordings.choose(files);
  const name = input('set-name');
  if (name.value === '') name.value = 'microphone';
  element('licence').focus();
});
addEventListener('beforeunload', (event) => {
  if (booth.hasTakes && progress.chosenFiles === 0) event.preventDefault(); // the browser asks whether they may be lost
});

/** Says what to do next, and where on the way that is. */
function advise(): void {
  const { stage, words } = adviceFor(progress);
  const now = STAGES.indexOf(stage);
  if (element('advice').textContent !== words) element('advice').textContent = words;
  element('stages').replaceChildren(...STAGES.map((name, i) => {
    const item = make('li', { className: i < now ? 'done' : '' }, name);
    if (i === now) item.setAttribute('aria-current', 'step');
    return item;
  }));
}

/** Fills a choice, keeping what was chosen where it is still there. */
function fill(select: HTMLSelectElement, options: { value: string; text: string }[], wanted = select.value): void {
  select.replaceChildren(...options.map(({ value, text }) => new Option(text, value, false, value === wanted)));
}

function showReady(ready: DataSet[], wanted?: string): void {
  fill(choice('data-set'), ready.map(({ id, name, report }) => ({ value: id, text: `${name} (${report!.recordings} recordings)` })), wanted);
  progress.readySets = ready.length;
  advise();
  refresh();
}

/** A voice that was not there before has just been promoted: it is the one to listen to. */
function showVoices(offered: Voice[]): void {
  const added = voices.length > 0 ? offered.find(({ name }) => voices.every((known) => known.name !== name)) : undefined;
  voices = offered;
  const options = voices.map(({ name }) => ({ value: name, text: name }));
  fill(choice('voice'), options);
  fill(choice('listen-voice'), options, added?.name ?? choice('listen-voice').value);
  refresh();
}

function showRuns(all: Run[], wanted?: string): void {
  runs = all;
  const select = choice('run');
  fill(select, runs.map(({ id, name, state }) => ({ value: id, text: `${name} (${id}): ${state}` })), wanted ?? (select.value || runs[0]?.id));
  element('no-runs').hidden = runs.length > 0;
  element('run-choice').hidden = runs.length < 2;
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
    batchSize: input('batch').valueAsNumber,
    ...(input('validate').value === '' ? {} : { validateEvery: input('validate').valueAsNumber }),
  };
  await during('start-error', async () => {
    const run = await training.invoke<Run>('StartRun', request);
    input('agree').checked = false; // every run is a promise of its own
    showRuns([run, ...runs.filter(({ id }) => id !== run.id)], run.id);
    element('run-view').scrollIntoView({ behavior: 'smooth', block: 'nearest' });
  });
}

async function during(box: string, action: () => Promise<void>): Promise<void> {
  say(element(box), '');
  try {
    await action();
  } catch (error) {
    say(element(box), messageOf(error));
  }
}

function refresh(connected = training.state === 'Connected'): void {
  element<HTMLButtonElement>('start-button').disabled = !connected || choice('data-set').value === '' || choice('voice').value === '';
  listening.refresh();
}

element('start').addEventListener('submit', (event) => {
  event.preventDefault();
  void start();
});
choice('run').addEventListener('change', showRun);
input('user').value = localStorage.getItem('voicesmith-user') ?? '';
input('user').addEventListener('change', () => localStorage.setItem('voicesmith-user', user()));
advise();
