import { messageOf, wavFile } from '@voicesmith/client';
import { element, make, onPress, say, setDisabled } from '../../page/dom';
import { Capture } from './capture';
import { PROMPTS } from './prompts';
import { judge, levelOf, toPcm16, wordsForLevel, type Take } from './take';

const ENOUGH = 24; // recordings that a voice can learn from
const SECOND = 22; // blocks of samples

/** Takes the files of all recordings: a sound and its text for each. */
export type OnRecorded = (files: File[]) => void;

/** A place to record prompts one after another, with levels, a verdict on each, and as many takes as one likes. */
export class Booth {
  private readonly takes = new Map<number, { take: Take; problems: string[] }>();
  private readonly player = element<HTMLAudioElement>('take-player');
  private capture: Capture | undefined;
  private index = 0;
  private isRecording = false;
  private told = ''; // of the last take
  private levels: number[] = []; // of the last second

  constructor(private readonly onRecorded: OnRecorded) {
    onPress(element('booth-open'), () => void this.open());
    onPress(element('take-record'), () => this.record());
    onPress(element('take-play'), () => this.play());
    onPress(element('take-back'), () => this.go(this.index - 1));
    onPress(element('take-next'), () => this.go(this.index + 1));
    onPress(element('booth-done'), () => void this.finish());
  }

  /** There are takes. */
  get hasTakes(): boolean {
    return this.takes.size > 0;
  }

  private async open(): Promise<void> {
    say(element('booth-error'), '');
    try {
      this.capture = await Capture.open((samples) => this.meter(samples));
    } catch (error) {
      return say(element('booth-error'), messageOf(error));
    }
    element('booth').hidden = false;
    element('booth-open').hidden = true;
    this.go(Math.max(0, this.nextMissing(0)));
    element('take-record').focus();
  }

  private record(): void {
    if (this.isRecording) this.keep(this.capture!.stop());
    else {
      this.player.pause();
      this.capture!.start();
    }
    this.isRecording = !this.isRecording;
    this.draw();
  }

  /** Keeps a take in the place of the one before; after a good one the next sentence is shown. */
  private keep(take: Take): void {
    const { problems } = judge(take, PROMPTS[this.index]);
    this.takes.set(this.index, { take, problems });
    const isGood = problems.length === 0;
    this.told = isGood ? `Sentence ${this.index + 1} is good.` : problems.join(' ');
    const next = this.nextMissing(this.index + 1);
    if (!isGood || !element<HTMLInputElement>('take-advance').checked) return;
    if (next >= 0) this.index = next;
    else this.told += ' All of them are recorded: press Done.';
  }

  /** The first prompt from one on, and then from the start, that has no good take; -1 where all have. */
  private nextMissing(from: number): number {
    const order = PROMPTS.map((_, i) => (i + from) % PROMPTS.length);
    return order.find((i) => this.takes.get(i)?.problems.length !== 0) ?? -1;
  }

  private play(): void {
    const kept = this.takes.get(this.index)!.take;
    URL.revokeObjectURL(this.player.src);
    this.player.src = URL.createObjectURL(wavFile(toPcm16(kept.samples), kept.sampleRate));
    void this.player.play();
  }

  private go(index: number): void {
    if (this.isRecording) this.record();
    this.index = Math.min(Math.max(0, index), PROMPTS.length - 1);
    this.told = this.takes.get(this.index)?.problems.join(' ') ?? '';
    this.draw();
  }

  /** Hands on what is recorded; the microphone is given back. */
  private async finish(): Promise<void> {
    if (this.isRecording) this.record();
    const files = [...this.takes].sort(([a], [b]) => a - b).flatMap(([index, { take }]) => {
      const name = `prompt-${String(index + 1).padStart(3, '0')}`;
      return [
        new File([wavFile(toPcm16(take.samples), take.sampleRate)], `${name}.wav`, { type: 'audio/wav' }),
        new File([PROMPTS[index]], `${name}.txt`, { type: 'text/plain' }),
      ];
    });
    await this.capture?.close();
    this.capture = undefined;
    element('booth').hidden = true;
    element('booth-open').hidden = false;
    this.onRecorded(files);
  }

  private meter(samples: Float32Array): void {
    const meter = element<HTMLMeterElement>('take-level');
    const level = levelOf(samples);
    meter.value = Math.max(meter.min, level);
    this.levels = [...this.levels.slice(-SECOND), level];
    const words = this.isRecording ? wordsForLevel(Math.max(...this.levels)) : 'Level';
    if (element('take-level-name').textContent !== words) element('take-level-name').textContent = words;
  }

  private draw(): void {
    const kept = this.takes.get(this.index);
    const good = [...this.takes.values()].filter(({ problems }) => problems.length === 0).length;
    element('take-prompt').textContent = PROMPTS[this.index];
    element('take-count').textContent = `Sentence ${this.index + 1} of ${PROMPTS.length}, ${this.takes.size} recorded, ${good} of them good. From ${ENOUGH} on a voice can be tried.`;
    element('take-record').textContent = this.isRecording ? 'Stop' : kept ? 'Record again' : 'Record';
    element('take-record').dataset.recording = String(this.isRecording);
    setDisabled(element('take-play'), !kept || this.isRecording);
    setDisabled(element('take-back'), this.index === 0);
    setDisabled(element('take-next'), this.index === PROMPTS.length - 1);
    setDisabled(element('booth-done'), this.takes.size === 0);
    element('take-verdict').textContent = this.isRecording ? 'Read the sentence, wait a moment, and press Stop.' : this.told;
    element('take-verdict').dataset.good = String(this.isRecording || / is good\./.test(this.told));
    element('take-list').replaceChildren(...PROMPTS.map((_, i) => this.dot(i)));
  }

  /** A mark for a prompt, which also leads there. */
  private dot(i: number): HTMLElement {
    const take = this.takes.get(i);
    const state = !take ? 'empty' : take.problems.length === 0 ? 'good' : 'doubtful';
    const dot = make('button', { type: 'button', className: state, ariaLabel: `Sentence ${i + 1}: ${state === 'empty' ? 'not recorded' : state}` });
    if (i === this.index) dot.setAttribute('aria-current', 'true');
    dot.addEventListener('click', () => this.go(i));
    return make('li', {}, dot);
  }
}
