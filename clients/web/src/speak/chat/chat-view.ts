import { messageOf, type Reading, type SpeakRequest } from '@voicesmith/client';
import { element, make, onPress, say, setDisabled } from '../../page/dom';
import type { Speaker } from '../speaker';
import { answerTo, type Endpoint } from './completions';
import { Conversation, type Turn } from './conversation';

const KEPT = 'voicesmith-chat'; // address and model, in this browser; the key only if wanted
const HOLD_MS = 150; // of the space bar, until it interrupts
const MAX_DELAY_SECONDS = 0.6;

/** A conversation with a chat model, whose answers are spoken as they come, and can be interrupted. */
export class ChatView {
  private readonly conversation = new Conversation();
  private readonly reading: Reading;
  private readonly log = element('chat-log');
  private readonly input = element<HTMLTextAreaElement>('chat-input');
  private asking: AbortController | undefined;
  private held: ReturnType<typeof setTimeout> | undefined;

  constructor(speaker: Speaker, private readonly request: () => SpeakRequest) {
    this.reading = speaker.reading({
      onState: () => this.refresh(),
      onProgress: (heard) => this.mark(heard),
      onEnd: (reason) => {
        if (typeof reason === 'object') this.say(reason.error);
        if (reason === 'stopped') this.conversation.interrupt(this.reading.heard);
        this.draw();
      },
    });
    this.restore();
    element('chat-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
    this.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      void this.send();
    });
    onPress(element('chat-interrupt'), () => this.interrupt());
    element('chat-clear').addEventListener('click', () => {
      this.interrupt();
      this.conversation.clear();
      this.draw();
    });
    addEventListener('keydown', (event) => this.onKey(event));
    addEventListener('keyup', (event) => event.key === ' ' && clearTimeout(this.held));
    this.refresh();
  }

  /** Ends the answer: what was not heard was not said. */
  interrupt(): void {
    this.asking?.abort();
    this.asking = undefined;
    this.reading.stop();
    this.refresh();
  }

  private async send(): Promise<void> {
    const text = this.input.value.trim();
    const endpoint = this.endpoint;
    if (text === '') return this.say('Write what you want to say first.');
    if (endpoint.address === '' || endpoint.model === '') {
      element<HTMLDetailsElement>('chat-endpoint').open = true;
      return this.say('Say where the chat model answers first: its address and its name.');
    }
    this.interrupt();
    this.keep(endpoint);
    this.input.value = '';
    this.say('');
    this.conversation.ask(text);
    this.draw();
    await this.answer(endpoint);
  }

  private async answer(endpoint: Endpoint): Promise<void> {
    const asking = (this.asking = new AbortController());
    const turn = this.conversation.answer!;
    const { messages } = this.conversation;
    try {
      for await (const piece of answerTo(messages, endpoint, asking.signal)) {
        const isFirst = turn.text === '';
        turn.text += piece;
        if (isFirst) this.reading.speak(turn.text, { ...this.request(), markup: false, maxLead: 10, maxDelay: MAX_DELAY_SECONDS }, { open: true });
        else this.reading.edit(turn.text);
        this.draw();
      }
    } catch (error) {
      if (asking.signal.aborted) return;
      this.say(messageOf(error));
    }
    if (this.asking === asking) this.asking = undefined;
    if (turn.text === '' && this.conversation.answer === turn) this.conversation.turns.pop();
    this.reading.finish();
    this.refresh();
    this.draw();
  }

  /** A key that is held interrupts, as one lifts a hand. */
  private onKey(event: KeyboardEvent): void {
    if (element('chat-panel').hidden || !this.isAnswering) return;
    if (event.key === 'Escape') this.interrupt();
    const isWriting = (event.target as HTMLElement).closest('textarea, input, select, button, summary') !== null;
    if (event.key !== ' ' || isWriting) return;
    event.preventDefault();
    if (!event.repeat) this.held = setTimeout(() => this.interrupt(), HOLD_MS);
  }

  private get isAnswering(): boolean {
    return this.asking !== undefined || this.reading.isActive;
  }

  private get endpoint(): Endpoint {
    const value = (id: string): string => element<HTMLInputElement>(id).value.trim();
    return { address: value('chat-address'), key: value('chat-key'), model: value('chat-model') };
  }

  private keep({ address, model, key }: Endpoint): void {
    const isWanted = element<HTMLInputElement>('chat-keep').checked;
    localStorage.setItem(KEPT, JSON.stringify({ address, model, ...(isWanted && { key }) }));
  }

  private restore(): void {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Endpoint>;
    for (const name of ['address', 'model', 'key'] as const) element<HTMLInputElement>(`chat-${name}`).value = kept[name] ?? '';
    element<HTMLInputElement>('chat-keep').checked = kept.key !== undefined;
    element<HTMLDetailsElement>('chat-endpoint').open = !kept.address;
  }

  private draw(): void {
    const { turns } = this.conversation;
    this.log.replaceChildren(...turns.map((turn, i) => bubble(turn, this.isAnswering && i === turns.length - 1)));
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** Marks the word that is being said in the last answer. */
  private mark(heard: number): void {
    const word = this.reading.track!.words.at(heard);
    const shown = this.log.lastElementChild?.querySelector('.said');
    const text = this.conversation.answer?.text ?? '';
    if (!word || !shown) return;
    shown.replaceChildren(text.slice(0, word.start), make('mark', {}, text.slice(word.start, word.end)), text.slice(word.end));
  }

  private refresh(): void {
    setDisabled(element('chat-interrupt'), !this.isAnswering);
  }

  private say(words: string): void {
    say(element('chat-status'), words);
  }
}

function bubble({ role, text, heard }: Turn, isLast: boolean): HTMLElement {
  const said = make('span', { className: 'said' }, text.slice(0, heard));
  const unheard = heard === undefined ? [] : [make('s', { title: 'Not heard' }, text.slice(heard)), make('small', {}, `Interrupted after ${heard} of ${text.length} characters.`)];
  return make('li', { className: role }, make('span', { className: 'who' }, role === 'user' ? 'You' : 'Answer'), said, ...unheard, text === '' && isLast ? '…' : '');
}
