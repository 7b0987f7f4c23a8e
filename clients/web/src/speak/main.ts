import type { SpeakRequest, Voice } from '@voicesmith/client';
import { showConnection } from '../page/connection-state';
import { element } from '../page/dom';
import { Comparison } from './comparison';
import { FilePanel } from './files/file-panel';
import { fragmentOf, sharedIn } from './link';
import type { Inspector } from './inspector/inspector';
import { Differently } from './lexicon/differently';
import { Lexicon } from './lexicon/lexicon';
import { Reader } from './reader';
import { SavePanel } from './save';
import { Sliders, remember, remembered, type Settings } from './settings';
import { Speaker } from './speaker';
import { Tabs } from './tabs';
import { Transport } from './transport';
import { VoiceList, type Choice } from './voice-list';

const SAMPLE = 'The old clock in the hall had stopped, and nobody could say in which year. Tonight, though, it struck.';

const speaker = new Speaker(
  (offered: Voice[]) => {
    voices.show(offered);
    comparison.offer();
  },
  (connected) => {
    showConnection(connected);
    reader.showConnection(connected);
  },
);
const voices = new VoiceList(element('voices'), { onChoose: () => change(), onSample: hear }, remembered());
const sliders = new Sliders(change);
const transport = new Transport({ main: () => reader.main(), here: () => reader.here(), back: () => reader.back(), stop: () => reader.stop() });
const lexicon = new Lexicon();
let inspector: Inspector | undefined;
const reader = new Reader(speaker, transport, {
  request,
  onFinished: () => files.next() && reader.speak(),
  onFirstSound: (times) => inspector?.onFirstSound(times),
  onLedger: (ledger) => inspector?.onLedger(ledger),
});
const files = new FilePanel({ onChapter: (text) => reader.load(text), onError: (message) => transport.fail(message) });

let sampled: Choice | undefined;
const sample = speaker.reading({
  onState: (state) => state === 'idle' && voices.showSample(undefined),
  onEnd: (reason) => typeof reason === 'object' && transport.fail(reason.error),
});

function settings(): Settings {
  const { voice, speaker = 0 } = voices.chosen ? { voice: voices.chosen.voice.name, speaker: voices.chosen.speaker } : remembered();
  return { voice, speaker, ...sliders.values };
}

function request(): SpeakRequest {
  return { ...settings(), lexicon: lexicon.text };
}

function change(): void {
  remember(settings());
  reader.change();
}

/** Plays a sample of a voice, or ends it. */
function hear(choice: Choice): void {
  const isSame = sampled === choice && sample.isActive;
  sample.stop();
  if (isSame || !speaker.client.connected) return;
  sampled = choice;
  transport.fail('');
  sample.speak(SAMPLE, { voice: choice.voice.name, speaker: choice.speaker, maxLead: 10 });
  voices.showSample(choice);
}

const comparison = new Comparison(speaker, { choices: () => voices.choices, text: () => reader.view.text, manner: () => sliders.values });
comparison.offer();
const differently = new Differently(speaker, reader.view, lexicon, { request, onChanged: () => reader.change() });

let chat: object | undefined;
const tabs = new Tabs(['text', 'chat'], async (name) => {
  if (name === 'text' || chat) return;
  const { ChatView } = await import('./chat/chat-view');
  chat ??= new ChatView(speaker, request);
});

element<HTMLInputElement>('see').addEventListener('change', async ({ target }) => {
  element('inspector').hidden = !(target as HTMLInputElement).checked;
  const { Inspector } = await import('./inspector/inspector');
  inspector ??= new Inspector({
    reading: reader.reading,
    text: () => reader.view.text,
    request: () => ({ voice: settings().voice, lexicon: lexicon.text }),
    differently: (span) => differently.open(span),
    latency: () => speaker.player.latency,
  });
  element('inspector').scrollIntoView({ behavior: 'smooth', block: 'nearest' });
});

addEventListener('keydown', (event) => {
  if (tabs.current !== 'text' || document.querySelector('dialog[open]')) return;
  const withControl = event.ctrlKey || event.metaKey;
  const isWriting = (event.target as HTMLElement).closest('textarea, input, select, button, summary, dialog') !== null;
  if (event.key === 'Escape') reader.stop();
  else if (event.key === 'Enter' && withControl) void (event.shiftKey ? reader.here() : reader.main());
  else if (event.key === ' ' && !isWriting) reader.main();
  else if (event.key === 'ArrowLeft' && !isWriting && !withControl && !event.altKey) reader.back();
  else return;
  if (event.key !== 'Escape') event.preventDefault();
});
sliders.set(remembered());

const link = async (): Promise<string> =>
  `${location.origin}${location.pathname}${await fragmentOf({ text: reader.view.text, ...settings() })}`;
new SavePanel(speaker, { text: () => reader.view.text, request, link });

/** Takes text and settings from the link that led here. */
async function openLink(): Promise<void> {
  if (location.hash.length < 2) return;
  const shared = await sharedIn(location.hash);
  if (!shared) return transport.fail('This link is damaged: it has lost its text on the way. Ask for it again, or paste the text.');
  reader.load(shared.text);
  sliders.set(shared);
  if (shared.voice) voices.choose(shared);
}
addEventListener('hashchange', () => void openLink());
void openLink();
