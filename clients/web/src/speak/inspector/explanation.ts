import type { ExplainRequest, ExplainedPiece, Explanation } from '@voicesmith/client';
import { ask } from '../../page/server';

type Question = ExplainRequest & { text: string };

const ORIGINS: Record<string, string> = {
  markup: 'the markup', userLexicon: 'your own list of words', homograph: 'the words around it', names: 'the list of names', dictionary: 'the dictionary',
  inflection: 'the dictionary, inflected', compound: 'the dictionary, put together', letters: 'its letters', origin: 'the language of the name',
  model: 'a network that reads spelling', rules: 'letter rules',
};

/** Asks the server how a text is read; the same question is asked once. */
export class Explainer {
  private readonly known = new Map<string, Promise<Explanation>>();

  constructor(private readonly send = (request: Question): Promise<Explanation> => ask('POST', '/api/explain', request)) {}

  /**
   * The pieces of one sentence, in the text's units. Plain text is asked for sentence by sentence; markup has its meaning only as a whole.
   */
  async sentence(request: Question, span: { start: number; end: number }, isMarkup: boolean): Promise<ExplainedPiece[]> {
    const from = isMarkup ? 0 : span.start;
    const { pieces } = await this.explain({ ...request, text: isMarkup ? request.text : request.text.slice(span.start, span.end) });
    return pieces.map((piece) => ({ ...piece, start: piece.start + from, end: piece.end + from })).filter(({ start, end }) => start < span.end && end > span.start);
  }

  private explain(request: Question): Promise<Explanation> {
    const key = JSON.stringify(request);
    let asked = this.known.get(key);
    if (!asked) {
      if (this.known.size > 50) this.known.clear();
      asked = this.send(request);
      asked.catch(() => this.known.delete(key));
      this.known.set(key, asked);
    }
    return asked;
  }
}

/** Why a piece is said as it is, in words. */
export function reasonOf({ class: kind, reading, words }: ExplainedPiece): string {
  if (reading === 'silent') return 'not said';
  if (reading === 'mark') return 'shapes the phrase';
  const origins = [...new Set(words.map(({ origin, sense }) => `${ORIGINS[origin] ?? origin}${sense ? ` (${sense})` : ''}`))];
  const words1 = reading === 'rule' ? [`read as ${kind}`] : reading === 'markup' ? ['said so in the markup'] : [];
  return [...words1, ...origins].join('; ');
}
