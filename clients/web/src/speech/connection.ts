import { HubConnectionBuilder, LogLevel, Subject, type HubConnection, type IStreamResult, type IStreamSubscriber } from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import type { SpeakRequest, SpeechEvent, Voice } from './events';

/** The part of a SignalR connection that is used here. */
export interface Hub {
  stream<T>(method: string, ...args: unknown[]): IStreamResult<T>;
  send(method: string, ...args: unknown[]): Promise<void>;
}

/** UTF-16 units of text in one message: long texts go in pieces, which the server puts together again. */
export const PIECE_LENGTH = 4096;

/** A stream of speech. */
export interface Speaking {
  /** Tells the server to stop. */
  dispose(): void;
  /** Tells the server how many samples of an utterance have been played, so that it keeps near. */
  report(utterance: string, played: number): void;
}

/** Speaks a text. The subscriber gets every event. */
export function speak(hub: Hub, request: SpeakRequest, text: string, subscriber: IStreamSubscriber<SpeechEvent>): Speaking {
  const pieces = new Subject<string>();
  const subscription = hub.stream<SpeechEvent>('Speak', request, pieces).subscribe(subscriber);
  for (const piece of cut(text, PIECE_LENGTH)) pieces.next(piece);
  pieces.complete();
  return {
    dispose: () => subscription.dispose(),
    // A connection that is lost is told elsewhere, once.
    report: (utterance, played) => void hub.send('Report', utterance, played).catch(() => undefined),
  };
}

/** Cuts a text into pieces of at most so many units, never within a surrogate pair: half a pair has no UTF-8. */
export function* cut(text: string, length: number): Generator<string> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + length, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff && end - start > 1) end--;
    yield text.slice(start, end);
    start = end;
  }
}

/** Connects to the server, and again whenever the connection is lost. */
export function connect(url: string, onVoices: (voices: Voice[]) => void, onState: (connected: boolean) => void): Promise<Hub> {
  return open(url, { Voices: (voices) => onVoices(voices as Voice[]) }, onState);
}

/** Tries until it succeeds: a page that was open before its server, or was left open, comes to life by itself. */
export async function untilConnected(attempt: () => Promise<void>, onFailure: () => void, waitMs = 2000): Promise<void> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      onFailure();
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

/** Connects to one of the server's hubs, and again whenever the connection is lost. */
export async function open(url: string, handlers: Record<string, (argument: unknown) => void>, onState: (connected: boolean) => void): Promise<HubConnection> {
  const connection = new HubConnectionBuilder()
    .withUrl(url)
    .withHubProtocol(new MessagePackHubProtocol())
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: (retry) => Math.min(10_000, 500 * 2 ** retry.previousRetryCount) })
    .configureLogging(LogLevel.Warning)
    .build();
  for (const [method, handler] of Object.entries(handlers)) connection.on(method, handler);
  connection.onreconnecting(() => onState(false));
  connection.onreconnected(() => onState(true));
  connection.onclose(() => onState(false));
  await connection.start();
  onState(true);
  return connection;
}
