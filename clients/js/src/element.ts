import { Player } from './audio/player';
import { VoiceSmithClient } from './connection';
import { messageOf, type SpeakRequest } from './messages';
import { Reading, type ReadingState } from './reading';

const MAX_LEAD_SECONDS = 10;
const HIGHLIGHT = 'voicesmith-word';

const STYLE = `
  :host { display: inline; }
  button { font: inherit; margin-inline-end: 0.5em; padding: 0.3em 0.8em; border: 1px solid currentcolor; border-radius: 0.5em;
    background: none; color: inherit; cursor: pointer; }
  button:focus-visible { outline: 2px solid; outline-offset: 2px; }
  button[aria-disabled='true'] { opacity: 0.5; cursor: default; }
  [role='status']:empty { display: none; }
  [role='status'] { margin-inline-start: 0.5em; font-size: 0.85em; }
`;

const LABELS: Record<ReadingState, string> = {
  idle: 'Listen', preparing: 'Pause', speaking: 'Pause', waiting: 'Pause', paused: 'Continue',
};

/**
 * `<voicesmith-player voice="lj" server="https://…">text</voicesmith-player>`: a button that reads the element's text aloud, word by
 * word in view. Attributes: `server` (default: the page's own), `voice`, `speaker`, `rate`, `pitch`. Methods: `play`, `pause`, `stop`.
 * Events: `start`, `word` (detail: text, start, end), `end`, `error` (detail: message).
 * The word that is said can be styled by `::highlight(voicesmith-word)`.
 */
export class VoiceSmithPlayer extends HTMLElement {
  private readonly button = document.createElement('button');
  private readonly status = document.createElement('span');
  private readonly player = new Player();
  private client: VoiceSmithClient | undefined;
  private reading: Reading | undefined;
  private word: unknown;

  constructor() {
    super();
    const style = document.createElement('style');
    style.textContent = STYLE;
    this.button.type = 'button';
    this.button.addEventListener('click', () => this.toggle());
    this.status.setAttribute('role', 'status');
    this.attachShadow({ mode: 'open' }).append(style, this.button, document.createElement('slot'), this.status);
    this.show('idle');
  }

  connectedCallback(): void {
    const client = new VoiceSmithClient(new URL(this.getAttribute('server') ?? '/', document.baseURI), {
      onState: (connected) => this.button.setAttribute('aria-disabled', String(!connected && !this.reading?.isActive)),
    });
    this.client = client;
    this.button.setAttribute('aria-disabled', 'true');
    this.reading = new Reading((request, listener) => client.speak(request, listener), this.player, {
      onState: (state) => this.show(state),
      onFirstSound: () => this.dispatchEvent(new Event('start')),
      onProgress: (heard) => this.mark(heard),
      onEnd: (reason) => this.end(typeof reason === 'object' ? reason.error : undefined),
    });
    this.player.onReport = (report) => this.reading?.onReport(report);
  }

  disconnectedCallback(): void {
    this.reading?.stop();
    void this.client?.close();
  }

  /** Reads the text aloud, or goes on. Browsers allow sound only after a click or a key press. */
  play(): void {
    if (this.reading?.state === 'paused') return this.reading.continue();
    this.status.textContent = '';
    this.player.open().catch((error: unknown) => this.reading?.fail(messageOf(error)));
    this.reading?.speak(this.textContent ?? '', this.request);
  }

  /** Holds the sound back until {@link play}. */
  pause(): void {
    this.reading?.pause();
  }

  stop(): void {
    this.reading?.stop();
  }

  private get request(): SpeakRequest {
    const number = (name: string): number | undefined => (this.hasAttribute(name) ? Number(this.getAttribute(name)) : undefined);
    return {
      voice: this.getAttribute('voice') ?? undefined,
      speaker: number('speaker'),
      rate: number('rate'),
      pitch: number('pitch'),
      maxLead: MAX_LEAD_SECONDS,
    };
  }

  private toggle(): void {
    if (this.button.getAttribute('aria-disabled') === 'true') return;
    if (this.reading?.isActive && this.reading.state !== 'paused') this.pause();
    else this.play();
  }

  private show(state: ReadingState): void {
    this.button.textContent = LABELS[state];
    this.dataset.state = state;
  }

  private mark(heard: number): void {
    const word = this.reading!.track!.words.at(heard);
    if (!word || word === this.word) return;
    this.word = word;
    this.dispatchEvent(new CustomEvent('word', { detail: { text: word.text, start: word.start, end: word.end } }));
    // Where browsers have no highlights the words are said all the same.
    if ('highlights' in CSS) CSS.highlights.set(HIGHLIGHT, new Highlight(rangeOf(this, word.start, word.end)));
  }

  private end(error: string | undefined): void {
    if ('highlights' in CSS) CSS.highlights.delete(HIGHLIGHT);
    this.word = undefined;
    if (error === undefined) this.dispatchEvent(new Event('end'));
    else {
      this.status.textContent = error;
      this.dispatchEvent(new CustomEvent('error', { detail: { message: error } }));
    }
  }
}

/** The piece of an element's text between two places, which may lie in different nodes. */
function rangeOf(element: Element, start: number, end: number): Range {
  const range = document.createRange();
  range.selectNodeContents(element);
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let offset = 0, node = texts.nextNode() as Text | null; node; offset += node.length, node = texts.nextNode() as Text | null) {
    if (offset <= start && start < offset + node.length) range.setStart(node, start - offset);
    if (offset < end && end <= offset + node.length) range.setEnd(node, end - offset);
  }
  return range;
}

customElements.define('voicesmith-player', VoiceSmithPlayer);
