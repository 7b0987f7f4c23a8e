import type { SpeakRequest, Voice } from '@voicesmith/client';
import { showConnection } from '../page/connection-state';
import { element } from '../page/dom';
import { Reader } from './reader';
import { Sliders, remember, remembered, type Settings } from './settings';
import { Speaker } from './speaker';
import { Transport } from './transport';
import { VoiceList, type Choice } from './voice-list';

const SAMPLE = 'The old clock in the hall had stopped, and nobody could say in which year. Tonight, though, it struck.';

const speaker = new Speaker(
  (offered: Voice[]) => voices.show(offered),
  (connected) => {
    showConnection(connected);
    reader.showConnection(connected);
  },
);
const voices = new VoiceList(element('voices'), { onChoose: () => change(), onSample: hear }, remembered());
const sliders = new Sliders(change);
const transport = new Transport({ main: () => reader.main(), here: () => reader.here(), back: () => reader.back(), stop: () => reader.stop() });
const reader = new Reader(speaker, transport, { request, onFinished: () => undefined });

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
  return settings();
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

element('form').addEventListener('submit', (event) => event.preventDefault());
addEventListener('keydown', (event) => {
  const withControl = event.ctrlKey || event.metaKey;
  const isWriting = (event.target as HTMLElement).closest('textarea, input, select, button, summary, dialog') !== null;
  if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) reader.stop();
  else if (event.key === 'Enter' && withControl) void (event.shiftKey ? reader.here() : reader.main());
  else if (event.key === ' ' && !isWriting) reader.main();
  else if (event.key === 'ArrowLeft' && !isWriting && !withControl && !event.altKey) reader.back();
  else return;
  if (event.key !== 'Escape') event.preventDefault();
});
sliders.set(remembered());
