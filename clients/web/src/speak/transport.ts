import type { ReadingState, Track } from '@voicesmith/client';
import { element, onPress, say, setDisabled } from '../page/dom';
import { Waveform } from './waveform';

/** What can be done with the sound. */
export interface TransportActions {
  /** Speaks, pauses or goes on. */
  main(): void;
  /** Speaks from the word at the cursor. */
  here(): void;
  back(): void;
  stop(): void;
}

/** What the main button offers. */
export interface Offer {
  state: ReadingState;
  hasSelection: boolean;
  isConnected: boolean;
}

/** The bar below the text: buttons, waveform, time, and what is going on. */
export class Transport {
  private readonly main = element<HTMLButtonElement>('speak');
  private readonly waveform = new Waveform(element<HTMLCanvasElement>('waveform'));

  constructor(actions: TransportActions) {
    onPress(this.main, actions.main);
    onPress(element('here'), actions.here);
    onPress(element('back'), actions.back);
    onPress(element('stop'), actions.stop);
  }

  /** Makes the buttons fit what can be done. */
  offer({ state, hasSelection, isConnected }: Offer, hasSound: boolean): void {
    const isActive = state !== 'idle';
    const isRunning = isActive && state !== 'paused';
    this.main.dataset.icon = isRunning ? 'pause' : 'play';
    this.main.querySelector('span')!.textContent =
      isRunning ? 'Pause' : isActive ? 'Continue' : hasSelection ? 'Speak the selection' : 'Speak';
    setDisabled(this.main, !isActive && !isConnected);
    setDisabled(element('here'), !isConnected);
    setDisabled(element('back'), !hasSound);
    setDisabled(element('stop'), !isActive);
    element('transport').dataset.state = state;
  }

  /** Shows where playback is. */
  progress(track: Track | undefined, heard: number, isRunning: boolean): void {
    this.waveform.show(track, heard, isRunning);
    element('sound').hidden = !track;
    if (track) element('time').textContent = clock(heard / track.sampleRate);
  }

  /** Says what is going on. */
  say(words: string): void {
    element('status').textContent = words;
  }

  /** Says what went wrong, and what to do. */
  fail(words: string): void {
    say(element('error'), words);
  }

  /** Facts about the utterance, in small print. */
  facts({ firstSound, cost, title }: { firstSound?: string; cost?: string; title?: string }): void {
    if (firstSound !== undefined) element('first-sound').textContent = firstSound;
    if (cost !== undefined) element('ledger').textContent = cost;
    if (title !== undefined) element('ledger').title = title;
  }
}

/** Minutes and seconds. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
