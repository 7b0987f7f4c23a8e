/** A message of a conversation, as chat models read them. */
export interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** Where a chat model answers. */
export interface Endpoint {
  /** Address up to the version, such as http://localhost:11434/v1. */
  address: string;
  key: string;
  model: string;
}

/** The endpoint did not answer. The message says why, and what to do. */
export class EndpointError extends Error {}

/** The answer to a conversation, in pieces as they come. Errors: {@link EndpointError}. */
export async function* answerTo(messages: Message[], { address, key, model }: Endpoint, signal: AbortSignal): AsyncGenerator<string> {
  const url = `${address.replace(/\/+$/, '')}/chat/completions`;
  const headers = { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) };
  const body = JSON.stringify({ model, messages, stream: true });
  const answer = await fetch(url, { method: 'POST', headers, body, signal }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new EndpointError(`${url} does not answer this page. See that it runs, and that it allows requests of ${location.origin} (CORS).`);
  });
  if (!answer.ok) throw new EndpointError(await refusalOf(answer));
  for await (const data of eventsOf(answer.body!)) {
    if (data === '[DONE]') return;
    const { choices, error } = JSON.parse(data) as { choices?: { delta?: { content?: string | null } }[]; error?: { message?: string } };
    if (error) throw new EndpointError(error.message ?? 'The chat model failed.');
    const piece = choices?.[0]?.delta?.content;
    if (piece) yield piece;
  }
}

async function refusalOf(answer: Response): Promise<string> {
  const { error } = (await answer.json().catch(() => ({}))) as { error?: { message?: string } | string };
  const told = typeof error === 'string' ? error : error?.message;
  const hint = answer.status === 401 ? ' Check the key.' : answer.status === 404 ? ' Check the address and the model.' : '';
  return `The chat model refuses (${answer.status})${told ? `: ${told}` : '.'}${hint}`;
}

/** The data of server-sent events, however they are cut into pieces. */
export async function* eventsOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      text += value ?? '';
      const lines = text.split(/\r\n|\n|\r(?!$)/);
      text = done ? '' : lines.pop()!;
      for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim();
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}
