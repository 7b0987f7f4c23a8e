import type { Heard } from '@voicesmith/client';
import type { Message } from './completions';

/** One turn of a conversation. What was not heard of an answer was not said. */
export interface Turn {
  role: 'user' | 'assistant';
  text: string;
  /** UTF-16 units that were heard, if the answer was interrupted. */
  heard?: number;
}

/** What is said to the model before anything else. */
export const INSTRUCTIONS =
  'You are talking: everything that you write is read aloud. Answer in a few short, plain sentences, without lists, headings, tables, code or emoji.';

/** Turns of a person and a model that speaks its answers. */
export class Conversation {
  readonly turns: Turn[] = [];

  /** What the model is given: of interrupted answers only as much as the person has heard. */
  get messages(): Message[] {
    const said = this.turns.map(({ role, text, heard }): Message => {
      const part = text.slice(0, heard).trimEnd();
      return { role, content: heard === undefined || part === '' ? part : `${part} —` };
    });
    return [{ role: 'system', content: INSTRUCTIONS }, ...said.filter(({ content }) => content !== '')];
  }

  ask(text: string): void {
    this.turns.push({ role: 'user', text }, { role: 'assistant', text: '' });
  }

  /** The answer that is coming, or came last. */
  get answer(): Turn | undefined {
    return this.turns[this.turns.length - 1];
  }

  /** The person has interrupted the answer. */
  interrupt({ offset, interrupted }: Heard): void {
    const { answer } = this;
    const end = interrupted?.start ?? offset;
    if (answer?.role === 'assistant' && answer.heard === undefined && end < answer.text.trimEnd().length) answer.heard = end;
  }

  clear(): void {
    this.turns.length = 0;
  }
}
