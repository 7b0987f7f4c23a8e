import { messageOf, wavFile } from '@voicesmith/client';
import { element, make, onPress, say, setDisabled } from '../../page/dom';
import { Capture } from './capture';
import { PROMPTS } from './prompts';
import { judge, levelOf, toPcm16, type Take } from './take';

/** Takes the files of all recordings: a sound and its text for each. */
export type OnRecorded = (files: File[]) => void;

/** A place to record prompts one after another, with levels, a verdict on each, and as many takes as one likes. */
export class Booth {
  private readonly takes = new Map<number, { take: Take; problems: string[] }>();
  private readonly player = element<HTMLAudioElement>('take-player');
  private capture: Capture | undefined;
  private index = 0;
  private isRecording = false;

  constructor(private readonly onRecorded: OnRecorded) {
    onPress(element('booth-open'), () => void this.open());
    onPress(element('take-record'), () => this.record());
    onPress(element('take-play'), () => this.play());
    onPress(element('take-back'), () => this.go(this.index - 1));
    onPress(element('take-next'), () => this.go(this.index + 1));
    onPress(element('booth-done'), () => void this.finish());
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
    this.go(0);
    element('take-record').focus();
  }

  private record(): void {
    this.isRecording = !this.isRecording;
    if (this.isRecording) {
      this.player.pause();
      this.capture!.start();
      say(element('take-verdict'), '');
    } else {
      const take = this.capture!.stop();
      this.takes.set(this.index, { take, problems: judge(take, PROMPTS[this.index]).problems });
    }
    this.draw();
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
    const level = element<HTMLMeterElement>('take-level');
    level.value = Math.max(level.min, levelOf(samples));
  }

  private draw(): void {
    const kept = this.takes.get(this.index);
    const good = [...this.takes.values()].filter(({ problems }) => problems.length === 0).length;
    element('take-prompt').textContent = PROMPTS[this.index];
    element('take-count').textContent = `Sentence ${this.index + 1} of ${PROMPTS.length}, ${this.takes.size} recorded, ${good} of them good`;
    element('take-record').textContent = this.isRecording ? 'Stop' : kept ? 'Record again' : 'Record';
    element('take-record').dataset.recording = String(this.isRecording);
    setDisabled(element('take-play'), !kept || this.isRecording);
    setDisabled(element('take-back'), this.index === 0);
    setDisabled(element('take-next'), this.index === PROMPTS.length - 1);
    setDisabled(element('booth-done'), this.takes.size === 0);
    const verdict = this.isRecording ? 'Read the sentence, wait a moment, and press Stop.' : !kept ? '' : kept.problems.length === 0 ? 'Good. Go on with the next one.' : kept.problems.join(' ');
    say(element('take-verdict'), verdict);
    element('take-verdict').dataset.good = String(kept !== undefined && kept.problems.length === 0);
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
