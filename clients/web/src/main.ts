import { Player, Reading, VoiceSmithClient, messageOf, type Voice } from '@voicesmith/client';
import { ask } from './voices/server';
import { Transcript } from './view/transcript';
import { Waveform } from './view/waveform';

const MAX_LEAD_SECONDS = 10; // the server need not hurry past what fits a pause for thought

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const form = element<HTMLFormElement>('form');
const text = element<HTMLTextAreaElement>('text');
const voice = element<HTMLSelectElement>('voice');
const rate = element<HTMLInputElement>('rate');
const pitch = element<HTMLInputElement>('pitch');
const speakButton = element<HTMLButtonElement>('speak');
const stopButton = element<HTMLButtonElement>('stop');
const status = element('status');
const firstSound = element('first-sound');
const ledger = element('ledger');
const errorBox = element('error');

const waveform = new Waveform(element<HTMLCanvasElement>('waveform'));
const transcript = new Transcript(element('transcript'));
let utterance = '';
let voices: Voice[] = [];
let sampleRate = 0;
let speaking = ''; // the voice's name

const client = new VoiceSmithClient(location.href, { onVoices: showVoices, onState: showConnection });
const player = new Player();
const reading = new Reading((request, listener) => client.speak(request, listener), player, {
  onStart(start) {
    speaking = start.voice;
    utterance = start.utterance;
    sampleRate = start.sampleRate;
    waveform.begin(sampleRate);
  },
  onSound: (pcm) => waveform.add(pcm),
  onFirstSound(milliseconds) {
    firstSound.textContent = `First sound after ${Math.round(milliseconds)} ms`;
    status.textContent = 'Speaking…';
  },
  onProgress(heard, underruns) {
    waveform.setPlayed(heard, reading.isActive);
    const word = reading.track!.words.at(heard);
    if (word) transcript.mark(word.start, word.end);
    if (underruns > 0) status.textContent = `Speaking… (${underruns} ${underruns === 1 ? 'gap' : 'gaps'}: the sound came late)`;
  },
  onLedger({ encoding, decoding, vocoding, normalizing, phonemizing, realTimeFactor, queued }) {
    const made = Math.round((normalizing + phonemizing + encoding + decoding + vocoding) / 1000);
    ledger.textContent = `Made in ${made} ms, ${realTimeFactor.toFixed(3)} of real time`;
    ledger.title = [`words ${normalizing}`, `sounds ${phonemizing}`, `encoder ${encoding}`, `decoder ${decoding}`, `vocoder ${vocoding}`, `waiting ${queued}`]
      .map((part) => `${part} µs`)
      .join(', ');
  },
  onEnd(reason) {
    waveform.rest();
    status.textContent = reason === 'finished' ? 'Done.' : 'Stopped.';
    if (typeof reason === 'object') showError(reason.error);
    element('votes').hidden = utterance === '' || typeof reason === 'object';
    refresh();
  },
});

function start(): void {
  utterance = '';
  showError('');
  status.textContent = 'Synthesising…';
  element('votes').hidden = true;
  firstSound.textContent = '';
  ledger.textContent = '';
  player.open().catch((error: unknown) => reading.fail(`This browser cannot play sound here: ${messageOf(error)}`));
  transcript.show(text.value);
  const request = { voice: voice.value || undefined, rate: rate.valueAsNumber, pitch: pitch.valueAsNumber, maxLead: MAX_LEAD_SECONDS };
  reading.speak(text.value, request);
  refresh();
}

/** Counts for the version that spoke. */
function vote(liked: boolean): void {
  element('votes').hidden = true;
  ask('POST', `/api/voices/${encodeURIComponent(speaking)}/votes`, { utterance, liked })
    .then(() => (status.textContent = 'Your vote is counted.'))
    .catch((error: unknown) => showError(messageOf(error)));
}

function refresh(): void {
  speakButton.disabled = !client.connected;
  stopButton.disabled = !reading.isActive;
  voice.disabled = voices.length === 0;
}

function showError(message: string): void {
  errorBox.textContent = message;
  errorBox.hidden = message === '';
}

function showVoices(offered: Voice[]): void {
  const chosen = voice.value;
  voices = offered;
  voice.replaceChildren(...offered.map(({ name }) => new Option(name, name, false, name === chosen)));
  showVoiceFacts();
  refresh();
}

function showVoiceFacts(): void {
  const chosen = voices.find(({ name }) => name === voice.value);
  element('voice-facts').textContent = chosen
    ? `${chosen.name}: version ${chosen.version.slice(0, 12)}, training step ${chosen.trainingStep.toLocaleString('en')}, ${chosen.licence}.`
    : '';
}

function showConnection(connected: boolean): void {
  const shown = element('connection');
  shown.textContent = connected ? 'Connected' : 'Connection lost, trying again…';
  shown.dataset.connected = String(connected);
  refresh();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  start();
});
stopButton.addEventListener('click', () => reading.stop());
element('liked').addEventListener('click', () => vote(true));
element('disliked').addEventListener('click', () => vote(false));
voice.addEventListener('change', showVoiceFacts);
rate.addEventListener('input', () => (element('rate-value').textContent = `${rate.valueAsNumber.toFixed(2).replace(/0$/, '')}×`));
pitch.addEventListener('input', () => (element('pitch-value').textContent = `${pitch.valueAsNumber > 0 ? '+' : ''}${pitch.value}`));
addEventListener('keydown', (event) => {
  if (event.key === 'Escape') reading.stop();
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) start();
});

refresh();
player.onReport = (report) => reading.onReport(report);
player.prepare().catch(() => undefined); // said when Speak is pressed
