import { messageOf, type DataRecording, type RunFile } from '@voicesmith/client';
import { send } from '../page/access';
import { element, onPress, setDisabled } from '../page/dom';
import { BlindRounds } from './blind-rounds';
import { EvenPlayer } from './even-player';

const SIDES = ['a', 'b'] as const;

/** What the listening takes from the run that is shown. */
export interface BlindSource {
  /** Sounds by step, the newest first. */
  sounds(): { step: number; files: RunFile[] }[];
  bestStep(): number | undefined;
  /** The recordings that the run learns from; empty where they are gone. */
  recordings(): DataRecording[];
  /** Names of the voices that speak. */
  voices(): string[];
  /** The name under which a step would be promoted. */
  target(): string;
  /** A text as a voice speaks it now, as a sound file. */
  speak(voice: string, text: string): Promise<ArrayBuffer>;
  /** There was a vote. */
  onVoted(result: { step: number; against: string; preferred: number; rounds: number }): void;
}

/** New against old on the sentences of a run, in an order that is not told until there is a vote. */
export class BlindListening {
  private readonly box = element('blind');
  private readonly newer = element<HTMLSelectElement>('blind-new');
  private readonly older = element<HTMLSelectElement>('blind-old');
  private readonly player = new EvenPlayer();
  private readonly spoken = new Map<string, Promise<ArrayBuffer>>(); // by contender and sentence
  private rounds = new BlindRounds(1);
  private offered = '';

  constructor(private readonly source: BlindSource) {
    for (const select of [this.newer, this.older]) select.addEventListener('change', () => this.begin());
    for (const side of SIDES) {
      onPress(element(`blind-play-${side}`), () => void this.play(side));
      onPress(element(`blind-better-${side}`), () => this.vote(side));
    }
    onPress(element('blind-same'), () => this.vote(undefined));
  }

  clear(): void {
    this.player.stop();
    this.spoken.clear();
    this.offered = '';
    this.box.hidden = true;
  }

  /** Offers what there is to compare; a comparison that is under way goes on. */
  offer(): void {
    const steps = this.source.sounds().filter(({ files }) => files.length > 0).map(({ step }) => step);
    const hasTexts = this.source.recordings().length > 0;
    const old = [
      ...(hasTexts ? this.source.voices().map((name) => [`voice:${name}`, `the voice '${name}' as it speaks now`]) : []),
      ...steps.map((step) => [`step:${step}`, `step ${step}`]),
      ...(hasTexts ? [['recording', 'the recording']] : []),
    ];
    const offer = JSON.stringify([steps, old]);
    this.box.hidden = steps.length === 0 || old.length < 2;
    if (offer === this.offered || this.box.hidden) return;
    this.offered = offer;
    const [chosenNew, chosenOld] = [this.newer.value, this.older.value];
    this.newer.replaceChildren(...steps.map((step) => new Option(`step ${step}`, `step:${step}`)));
    this.older.replaceChildren(...old.map(([value, text]) => new Option(text, value)));
    const isThere = (select: HTMLSelectElement, value: string): boolean => [...select.options].some((option) => option.value === value);
    const wanted = `voice:${this.source.target()}`;
    this.newer.value = isThere(this.newer, chosenNew) ? chosenNew : `step:${this.source.bestStep() ?? steps[0]}`;
    this.older.value = isThere(this.older, chosenOld) ? chosenOld : isThere(this.older, wanted) ? wanted : `step:${steps[steps.length - 1]}`;
    if (this.newer.value !== chosenNew || this.older.value !== chosenOld) this.begin();
  }

  private begin(): void {
    this.player.stop();
    this.rounds = new BlindRounds(Math.max(1, this.sentences.length));
    this.say(this.newer.value === this.older.value ? 'Choose two different sounds.' : 'Play both, then say which is better.');
    this.refresh();
  }

  /** Names of the sentences that the newer step has said. */
  private get sentences(): string[] {
    return this.filesOf(this.newer.value).map(({ name }) => name);
  }

  private filesOf(contender: string): RunFile[] {
    return this.source.sounds().find(({ step }) => contender === `step:${step}`)?.files ?? [];
  }

  private async play(side: 'a' | 'b'): Promise<void> {
    const contender = (this.rounds.hear(side) === 'new' ? this.newer : this.older).value;
    this.refresh();
    try {
      await this.player.play(await this.soundOf(contender, this.sentences[this.rounds.sentence]));
    } catch (error) {
      this.say(`This one cannot be played: ${messageOf(error)}`);
    }
  }

  private soundOf(contender: string, sentence: string): Promise<ArrayBuffer> {
    const key = `${contender} ${sentence}`;
    let sound = this.spoken.get(key);
    if (!sound) {
      sound = this.fetch(contender, sentence);
      sound.catch(() => this.spoken.delete(key));
      this.spoken.set(key, sound);
    }
    return sound;
  }

  private fetch(contender: string, sentence: string): Promise<ArrayBuffer> {
    const recording = this.source.recordings().find(({ id }) => id === sentence);
    if (contender.startsWith('voice:')) return this.source.speak(contender.slice('voice:'.length), recording!.text);
    const url = contender === 'recording' ? recording?.url : this.filesOf(contender).find(({ name }) => name === sentence)?.url;
    if (url == null) return Promise.reject(new Error('The sound of this sentence is not kept any more.'));
    return send(url).then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(`the server answers ${answer.status}.`))));
  }

  private vote(side: 'a' | 'b' | undefined): void {
    this.player.stop();
    const vote = this.rounds.vote(side);
    const [step, against] = [this.newer.selectedOptions[0].text, this.older.selectedOptions[0].text];
    const { preferred, rounds } = this.rounds;
    const told = vote === 'same' ? 'No difference.' : `That was ${vote === 'new' ? step : against}.`;
    this.say(`${told} So far ${step} has ${preferred} of ${rounds}. Another round is drawn.`);
    this.source.onVoted({ step: Number(this.newer.value.slice('step:'.length)), against, preferred, rounds });
    this.refresh();
  }

  /** Who has not heard both cannot choose. */
  private refresh(): void {
    const sentence = this.sentences[this.rounds.sentence];
    const text = this.source.recordings().find(({ id }) => id === sentence)?.text;
    element('blind-text').textContent = text ? `“${text}”` : (sentence ?? '');
    for (const side of SIDES) {
      setDisabled(element(`blind-play-${side}`), this.newer.value === this.older.value);
      setDisabled(element(`blind-better-${side}`), !this.rounds.isReady);
      element(`blind-play-${side}`).dataset.heard = String(this.rounds.wasHeard(side));
    }
    setDisabled(element('blind-same'), !this.rounds.isReady);
  }

  private say(words: string): void {
    element('blind-status').textContent = words;
  }
}
