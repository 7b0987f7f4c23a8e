import { messageOf, type Voice } from '@voicesmith/client';
import { ComparisonView } from './comparison-view';
import { ask } from '../page/server';
import { VersionList } from './version-list';
import { short, type Versions } from './versions';
import { element } from '../page/dom';

const LOOK_MS = 5000; // between looks at the figures, while the page is seen
const SAMPLE = 'The old clock in the hall had stopped at twenty past four, and nobody could say in which year.';

const choice = element<HTMLSelectElement>('voice');
const player = element<HTMLAudioElement>('player');
const user = (): string => element<HTMLInputElement>('user').value.trim() || 'Voices page';
const path = (what: string): string => `/api/voices/${encodeURIComponent(choice.value)}/${what}`;

const versions = new VersionList(element('versions'), element('history'), {
  rollBack: (version) => void change(`Version ${short(version)} speaks from now on.`, () => ask('POST', path('rollback'), { version, by: user() })),
  compare: (version) => void change(`Version ${short(version)} is compared.`, () => ask('PUT', path('comparison'), { version, share: 0.5 })),
  play: (version) => void play(version, SAMPLE),
});
const comparison = new ComparisonView({ change: (what, request) => void change(what, request), play: (version, text) => void play(version, text), user });

function showError(id: string, message: string): void {
  element(id).textContent = message;
  element(id).hidden = message === '';
}

async function load(): Promise<void> {
  const voices = await ask<Voice[]>('GET', '/api/voices');
  const chosen = choice.value || new URLSearchParams(location.search).get('voice');
  choice.replaceChildren(...voices.map(({ name }) => new Option(name, name, false, name === chosen)));
  choice.disabled = voices.length < 2;
  const told = await ask<Versions>('GET', path('versions'));
  if (told.name !== choice.value) return; // another was chosen meanwhile
  versions.show(told);
  comparison.show(told);
}

async function change(done: string, request: () => Promise<unknown>): Promise<void> {
  showError('error', '');
  try {
    await request();
    await load();
    element('status').textContent = done;
  } catch (error) {
    showError('error', messageOf(error));
  }
}

async function play(version: string, text: string): Promise<void> {
  showError('error', '');
  try {
    const sound = await ask<Blob>('POST', '/api/speak', { text, voice: choice.value, voiceVersion: version });
    URL.revokeObjectURL(player.src);
    player.src = URL.createObjectURL(sound);
    await player.play();
  } catch (error) {
    showError('error', messageOf(error));
  }
}

async function publish(): Promise<void> {
  const [file, button] = [element<HTMLInputElement>('file').files?.[0], element<HTMLButtonElement>('publish-button')];
  if (!file) return;
  const share = element<HTMLSelectElement>('how').value;
  const query = new URLSearchParams({ name: choice.value, by: user(), source: file.name, ...(share && { share }) });
  showError('publish-error', '');
  element('publish-status').textContent = 'It is sent, and speaks its trial sentences…';
  button.disabled = true;
  try {
    const { version } = await ask<{ version: string }>('POST', `/api/voices?${query}`, file);
    await load();
    element('publish-status').textContent = `Version ${short(version)} ${share ? 'is compared' : 'speaks'} from now on.`;
  } catch (error) {
    element('publish-status').textContent = '';
    showError('publish-error', messageOf(error));
  } finally {
    button.disabled = false;
  }
}

/** Looks again and again; says when the server cannot be reached. */
async function look(): Promise<void> {
  try {
    if (document.visibilityState === 'visible') await load();
    if (element('status').textContent === 'Loading…' || element('status').dataset.lost) element('status').textContent = '';
    delete element('status').dataset.lost;
  } catch (error) {
    element('status').dataset.lost = 'true';
    element('status').textContent = `The server cannot be reached: ${messageOf(error)}`;
  }
  setTimeout(() => void look(), LOOK_MS);
}

choice.addEventListener('change', () => void load());
element('publish').addEventListener('submit', (event) => {
  event.preventDefault();
  void publish();
});
void look();
