import { messageOf, type Reading } from '@voicesmith/client';
import { element, onPress, say, setDisabled } from '../page/dom';
import type { Speaker } from './speaker';
import type { Choice } from './voice-list';
import type { Settings } from './settings';

const SIDES = ['a', 'b'] as const;
type Side = (typeof SIDES)[number];
const MAX_LENGTH = 300; // characters of the page's text that are compared at first

/** What the comparison takes from the page. */
export interface ComparisonSource {
  choices(): Choice[];
  text(): string;
  manner(): Omit<Settings, 'voice' | 'speaker'>;
}

/** Two voices on one text, in an order that is not told until there is a vote. */
export class Comparison {
  private readonly dialog = element<HTMLDialogElement>('compare');
  private readonly selects = [element<HTMLSelectElement>('compare-first'), element<HTMLSelectElement>('compare-second')];
  private readonly reading: Reading;
  private order: [Choice, Choice] | undefined; // behind A and B
  private playing: Side | undefined;
  private readonly utterances = new Map<Side, string>(); // those that were heard
  private readonly tally = new Map<string, number>();

  constructor(private readonly speaker: Speaker, private readonly source: ComparisonSource) {
    this.reading = speaker.reading({
      onStart: ({ utterance }) => this.playing && this.utterances.set(this.playing, utterance),
      onState: (state) => state === 'idle' && this.refresh(),
      onFirstSound: () => this.refresh(),
      onEnd: (reason) => typeof reason === 'object' && this.say(reason.error),
    });
    onPress(element('open-compare'), () => this.open());
    for (const select of this.selects) select.addEventListener('change', () => this.draw());
    for (const side of SIDES) {
      onPress(element(`play-${side}`), () => this.play(side));
      onPress(element(`better-${side}`), () => this.vote(side));
    }
    element('compare-close').addEventListener('click', () => this.dialog.close());
    this.dialog.addEventListener('close', () => this.reading.stop());
  }

  /** A comparison needs two voices. */
  offer(): void {
    element('open-compare').hidden = this.source.choices().length < 2;
  }

  private open(): void {
    const choices = this.source.choices();
    for (const [i, select] of this.selects.entries()) {
      const before = select.value || String(i);
      select.replaceChildren(...choices.map(({ name }, index) => new Option(name, String(index), false, String(index) === before)));
    }
    const text = this.source.text().trim();
    element<HTMLTextAreaElement>('compare-text').value = text.length <= MAX_LENGTH ? text : `${text.slice(0, text.lastIndexOf(' ', MAX_LENGTH))}…`;
    this.draw();
    this.dialog.showModal();
  }

  private draw(): void {
    this.reading.stop();
    const [first, second] = this.selects.map((select) => this.source.choices()[Number(select.value)]);
    this.order = first === second ? undefined : Math.random() < 0.5 ? [first, second] : [second, first];
    this.utterances.clear();
    this.say(this.order ? 'Play both, then say which is better.' : 'Choose two different voices.');
    this.refresh();
  }

  private play(side: Side): void {
    const { voice, speaker } = this.order![SIDES.indexOf(side)];
    this.playing = side;
    const text = element<HTMLTextAreaElement>('compare-text').value;
    if (text.trim() === '') return this.say('Write something for them to say first.');
    this.reading.speak(text, { voice: voice.name, speaker, ...this.source.manner(), maxLead: 10 });
  }

  private vote(side: Side): void {
    const [better, worse] = side === 'a' ? this.order! : [...this.order!].reverse();
    this.tally.set(better.name, (this.tally.get(better.name) ?? 0) + 1);
    const score = `${better.name} ${this.tally.get(better.name) ?? 0} : ${this.tally.get(worse.name) ?? 0} ${worse.name}`;
    const votes = SIDES.map((one) => this.speaker.client.vote(this.utterances.get(one)!, one === side));
    this.draw();
    this.say(`That was ${better.name}. So far: ${score}. Another round is drawn.`);
    Promise.all(votes).catch((error: unknown) => this.say(`Your vote did not reach the server: ${messageOf(error)}`));
  }

  /** Who has not heard both cannot choose. */
  private refresh(): void {
    for (const side of SIDES) {
      setDisabled(element(`play-${side}`), !this.order || !this.speaker.client.connected);
      setDisabled(element(`better-${side}`), this.utterances.size < 2);
      element(`play-${side}`).dataset.heard = String(this.utterances.has(side));
    }
  }

  private say(words: string): void {
    say(element('compare-status'), words);
  }
}
