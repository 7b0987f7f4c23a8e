import { send } from './access';

/** Asks the server; its own words where it refuses. */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method };
  if (body instanceof Blob) init.body = body;
  else if (body !== undefined) Object.assign(init, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const answer = await send(path, init);
  if (!answer.ok) throw new Error(await reasonOf(answer));
  if (answer.status === 204) return undefined as T;
  return answer.headers.get('content-type')?.startsWith('audio/') ? ((await answer.blob()) as T) : ((await answer.json()) as T);
}

async function reasonOf(answer: Response): Promise<string> {
  try {
    const { code, title, detail } = (await answer.json()) as Record<string, string>;
    return `${code}: ${title} ${detail}`;
  } catch {
    return `The server answers ${answer.status}.`;
  }
}
