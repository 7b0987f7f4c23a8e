import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerTo, eventsOf } from '../src/speak/chat/completions';
import { Conversation, INSTRUCTIONS } from '../src/speak/chat/conversation';

const streamOf = (...pieces: string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
const collect = async <T>(pieces: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
};
const endpoint = { address: 'http://chat.example/v1/', key: 'secret', model: 'm' };
const ask = (): Promise<string[]> => collect(answerTo([{ role: 'user', content: 'Hi' }], endpoint, new AbortController().signal));

describe('eventsOf', () => {
  it('finds the data however it is cut', async () => {
    const text = 'data: one\n\n: comment\r\ndata: two\r\n\r\ndata:three';
    for (let size = 1; size < text.length; size++) {
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g'))!;
      expect(await collect(eventsOf(streamOf(...pieces)))).toEqual(['one', 'two', 'three']);
    }
  });
});

describe('answerTo', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('streams the pieces of an answer, and shows its key', async () => {
    const chunk = (content: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
    const fetched = vi.fn().mockResolvedValue(new Response(streamOf(chunk('Good'), chunk(' day.'), 'data: {"choices":[]}\n\ndata: [DONE]\n\n', chunk('never'))));
    vi.stubGlobal('fetch', fetched);
    expect(await ask()).toEqual(['Good', ' day.']);
    const [url, { headers, body }] = fetched.mock.calls[0] as [string, { headers: Record<string, string>; body: string }];
    expect(url).toBe('http://chat.example/v1/chat/completions');
    expect(headers.authorization).toBe('Bearer secret');
    expect(JSON.parse(body)).toEqual({ model: 'm', stream: true, messages: [{ role: 'user', content: 'Hi' }] });
  });

  it('says what the model says, and what to look at', async () => {
    vi.stubGlobal('fetch', vi.fn().mockResolvedValue(new Response('{"error":{"message":"no such key"}}', { status: 401 })));
    await expect(ask()).rejects.toThrow('The chat model refuses (401): no such key Check the key.');
    vi.stubGlobal('fetch', vi.fn().mockResolvedValue(new Response('<html>', { status: 404 })));
    await expect(ask()).rejects.toThrow('The chat model refuses (404). Check the address and the model.');
  });

  it('says that nobody answers', async () => {
    vi.stubGlobal('location', { origin: 'http://here' });
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')));
    await expect(ask()).rejects.toThrow(/does not answer this page\. See that it runs, and that it allows requests of http:\/\/here/);
  });
});

describe('Conversation', () => {
  it('tells the model only what was heard of its answers', () => {
    const talk = new Conversation();
    talk.ask('Tell me of clocks.');
    talk.answer!.text = 'Clocks tell the time. They also strike.';
    talk.interrupt({ offset: 21, interrupted: { start: 22, end: 26 } });
    talk.ask('Stop.');
    expect(talk.messages).toEqual([
      { role: 'system', content: INSTRUCTIONS },
      { role: 'user', content: 'Tell me of clocks.' },
      { role: 'assistant', content: 'Clocks tell the time. —' },
      { role: 'user', content: 'Stop.' },
    ]);
  });

  it('leaves out an answer of which nothing was heard, and keeps one that was heard whole', () => {
    const talk = new Conversation();
    talk.ask('One?');
    talk.answer!.text = 'Yes.';
    talk.interrupt({ offset: 4 });
    expect(talk.answer!.heard).toBeUndefined();
    talk.ask('Two?');
    talk.answer!.text = 'No.';
    talk.interrupt({ offset: 0 });
    talk.ask('Three?');
    expect(talk.messages.map(({ content }) => content).slice(1)).toEqual(['One?', 'Yes.', 'Two?', 'Three?']);
  });
});
