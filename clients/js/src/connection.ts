import { HubConnectionBuilder, HubConnectionState, HttpTransportType, LogLevel, type HubConnection } from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import type { SpeakRequest, Voice } from './messages';
import { Utterance, type UtteranceListener } from './utterance';

/** Settings of a connection. */
export interface ClientOptions {
  /** Proof of identity, for servers that ask for one: a key or a token. */
  accessToken?: string | (() => string | Promise<string>);
  /** Receives the voices when the connection opens, and again whenever a version is published. */
  onVoices?: (voices: Voice[]) => void;
  /** Receives whether the server is connected, on each change; also after each failed attempt. */
  onState?: (connected: boolean) => void;
}

/** A connection to the speech hub of a server. It opens by itself, and again whenever it is lost. */
export class VoiceSmithClient {
  private readonly hub: HubConnection;
  private readonly closing = new AbortController();
  private waiting: (() => void)[] = [];

  /** @param server Address of the server. */
  constructor(server: string | URL, private readonly options: ClientOptions = {}) {
    const handlers = { Voices: (voices: unknown) => options.onVoices?.(voices as Voice[]) };
    const { accessToken } = options;
    this.hub = openHub(new URL('/hubs/speech', server), handlers, (connected) => this.tell(connected), { accessToken, signal: this.closing.signal });
  }

  /** True while the connection is open. */
  get connected(): boolean {
    return this.hub.state === HubConnectionState.Connected;
  }

  /** Completes as soon as the connection is open. */
  ready(): Promise<void> {
    return this.connected ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Begins an utterance, whose text is written to it. Waits for the connection if there is none yet. */
  speak(request: SpeakRequest, listener: UtteranceListener): Utterance {
    return new Utterance({ hub: this.hub, ready: () => this.ready() }, request, listener);
  }

  /** Votes on an utterance of the last minutes. False if it is unknown or has a vote already. */
  vote(utterance: string, liked: boolean): Promise<boolean> {
    return this.hub.invoke<boolean>('Vote', utterance, liked);
  }

  /** Closes the connection for good. */
  close(): Promise<void> {
    this.closing.abort();
    return this.hub.stop();
  }

  private tell(connected: boolean): void {
    this.options.onState?.(connected);
    if (!connected) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const resume of waiting) resume();
  }
}

/**
 * A connection to one of the server's hubs, which opens by itself, and again whenever it is lost.
 * @param handlers Called by the server, by name; also before the connection is told to be open.
 */
export function openHub(
  url: URL, handlers: Record<string, (argument: unknown) => void>, onState: (connected: boolean) => void,
  { accessToken, signal }: { accessToken?: ClientOptions['accessToken']; signal?: AbortSignal } = {},
): HubConnection {
  const hub = buildHub(url, accessToken);
  for (const [method, handler] of Object.entries(handlers)) hub.on(method, handler);
  hub.onreconnecting(() => onState(false));
  hub.onreconnected(() => onState(true));
  hub.onclose(() => onState(false));
  void untilConnected(async () => {
    if (signal?.aborted) return;
    await hub.start();
    onState(true);
  }, () => onState(false));
  return hub;
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

function buildHub(url: URL, accessToken?: ClientOptions['accessToken']): HubConnection {
  const isForeign = typeof location === 'undefined' || url.origin !== location.origin;
  return new HubConnectionBuilder()
    .withUrl(url.href, {
      ...(accessToken && { accessTokenFactory: () => (typeof accessToken === 'string' ? accessToken : accessToken()) }),
      // Negotiation is an HTTP request, which browsers block on other origins; a WebSocket needs none.
      ...(isForeign && { skipNegotiation: true, transport: HttpTransportType.WebSockets }),
    })
    .withHubProtocol(new MessagePackHubProtocol())
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: (retry) => Math.min(5_000, 500 * 2 ** retry.previousRetryCount) })
    .configureLogging(LogLevel.None) // listeners are told
    .build();
}
