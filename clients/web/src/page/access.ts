import { messageOf } from '@voicesmith/client';
import { make } from './dom';

const STORED = 'voicesmith-key';
const ASKED_FOR = ['VS4050', 'VS4051', 'VS4052']; // no key, one that does not hold, one of too narrow a scope

let asking: Promise<boolean> | undefined;
const dismissed = new Set<string>(); // what a person would not give a key for

/** The key that this browser sends to the server; empty for none. */
export const key = (): string => localStorage.getItem(STORED) ?? '';

/** Fetches from the server with the key, and asks for one where the server does. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  for (;;) {
    const answer = await fetch(path, { ...init, headers: { ...(init.headers as Record<string, string>), ...authorization() } });
    const refusal = answer.ok ? undefined : await refusalOf(answer.clone());
    if (!refusal || dismissed.has(refusal.code)) return answer;
    if (!(await (asking ??= askFor(refusal.words).finally(() => (asking = undefined))))) {
      dismissed.add(refusal.code);
      return answer;
    }
  }
}

/** The headers that tell who sends a request. */
export const authorization = (): Record<string, string> => (key() === '' ? {} : { authorization: `Bearer ${key()}` });

/** Asks for a key if the server does. Hubs do not tell why they cannot connect. */
export function probe(path: string): void {
  send(path).catch(() => undefined); // no server: the connection's state says so
}

/** Points a picture or a player at a file of the server. With a key it is fetched when it comes into view: elements send no headers. */
export function showFile<T extends HTMLImageElement | HTMLAudioElement>(media: T, url: string): T {
  if (key() === '') return Object.assign(media, { src: url });
  const view = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    view.disconnect();
    send(url)
      .then((answer) => (answer.ok ? answer.blob() : Promise.reject(new Error(`The server answers ${answer.status}.`))))
      .then((file) => (media.src = URL.createObjectURL(file)))
      .catch((error: unknown) => (media.title = messageOf(error)));
  });
  view.observe(media);
  return media;
}

/** What a refusal is for, if a key can change it. */
async function refusalOf(answer: Response): Promise<{ code: string; words: string } | undefined> {
  if (answer.status !== 401 && answer.status !== 403) return undefined;
  const body = (await answer.json().catch(() => ({}))) as { code?: string; title?: string; detail?: string; error?: { code: string; message: string } };
  const [code, words] = body.error ? [body.error.code, body.error.message] : [body.code ?? '', `${body.code}: ${body.title} ${body.detail}`];
  return ASKED_FOR.includes(code) ? { code, words } : undefined;
}

/** Asks a person for a key, and keeps it. False if there is none. */
function askFor(reason: string): Promise<boolean> {
  const input = make('input', { type: 'password', autocomplete: 'off', required: true });
  const cancel = make('button', { type: 'button' }, 'Cancel');
  const dialog = make(
    'dialog',
    { ariaLabel: 'A key for this server' },
    make(
      'form',
      { method: 'dialog' },
      make('h2', {}, 'A key for this server'),
      make('p', { className: 'quiet' }, reason),
      make('div', { className: 'fields' }, make('label', {}, 'Key ', input)),
      make('p', { className: 'quiet' }, 'It is kept in this browser.'),
      make('div', { className: 'buttons' }, cancel, make('button', { className: 'main', value: 'given' }, 'Use it')),
    ),
  );
  cancel.addEventListener('click', () => dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener('close', () => {
      const isGiven = dialog.returnValue === 'given';
      if (isGiven) localStorage.setItem(STORED, input.value.trim());
      dialog.remove();
      resolve(isGiven);
    }),
  );
}
