import { editBetween, messageOf, type EndReason, type FirstSound, type Ledger, type NoticeEvent, type Reading, type ReadingState, type SpeakRequest } from '@voicesmith/client';
import { element, make } from '../page/dom';
import { problemsOf } from './markup/check';
import { CompletionList } from './markup/completion-list';
import type { Speaker } from './speaker';
import { TextView } from './text-view';
import type { Transport } from './transport';

const MAX_LEAD_SECONDS = 10; // the server need not hurry past what fits a pause for thought
const TYPING_DELAY_SECONDS = 0.6; // after which an unfinished sentence is spoken as far as it goes
const BACK_SECONDS = 10;

/** What a reader needs of the page. */
export interface ReaderHost {
  /** Voice and settings. */
  request(): SpeakRequest;
  /** The utterance was heard to its end. */
  onFinished(): void;
  /** For whoever looks closer. */
  onFirstSound(times: FirstSound): void;
  onLedger(ledger: Ledger): void;
}

/** The text of the page and its being read aloud. */
export class Reader {
  readonly view: TextView;
  readonly reading: Reading;
  private readonly notices: NoticeEvent[] = [];
  private readonly live = element<HTMLInputElement>('live');
  private connected = false;
  private utterance = ''; // the last one, for votes
  private gaps = 0;
  private known = ''; // the text before the last edit

  constructor(private readonly speaker: Speaker, private readonly transport: Transport, private readonly host: ReaderHost) {
    this.view = new TextView(element('editor'), element<HTMLTextAreaElement>('text'), {
      onEdit: () => this.edit(),
      onClick: (offset) => this.jump(offset),
      onSelect: () => this.refresh(),
    });
    this.reading = speaker.reading({
      onState: (state) => this.showState(state),
      onStart: (start) => (this.utterance = start.utterance),
      onFirstSound: (times) => {
        transport.facts({ firstSound: `First sound after ${Math.round(times.played)} ms` });
        host.onFirstSound(times);
      },
      onProgress: (heard, gaps) => this.progress(heard, gaps),
      onNotice: (notice) => this.notice(notice),
      onLedger: (ledger) => {
        this.account(ledger);
        host.onLedger(ledger);
      },
      onEnd: (reason) => this.end(reason),
    });
    new CompletionList(this.view, element('editor'));
    this.known = this.view.text;
    this.live.addEventListener('change', () => this.switchLive());
    element('liked').addEventListener('click', () => this.vote(true));
    element('disliked').addEventListener('click', () => this.vote(false));
    this.refresh();
  }

  /** Speaks, pauses or goes on, whichever is next. */
  main(): void {
    if (this.reading.state === 'paused') this.reading.continue();
    else if (this.reading.isActive) this.reading.pause();
    else this.speak();
  }

  /** Speaks from the word at the cursor. */
  here(): void {
    const { start } = this.view.selection;
    this.view.release();
    if (this.reading.isActive) this.reading.goTo(start);
    else this.begin({ from: this.view.text.slice(start).trim() === '' ? 0 : start });
  }

  back(): void {
    this.view.release();
    this.reading.back(BACK_SECONDS);
  }

  stop(): void {
    this.live.checked = false;
    this.reading.stop();
  }

  /** Puts another text in place of the one that is there. */
  load(text: string): void {
    this.reading.stop();
    this.view.text = this.known = text;
    this.view.field.setSelectionRange(0, 0);
    element('editor').scrollTop = 0;
    this.clear();
    this.check();
    this.refresh();
  }

  /** Speaks the selection, or else the whole text. */
  speak(): void {
    const { start, end } = this.view.selection;
    this.begin(start < end ? { from: start, to: end } : {});
  }

  /** Follows settings that were changed. */
  change(): void {
    this.reading.change(this.fullRequest());
  }

  showConnection(connected: boolean): void {
    this.connected = connected;
    if (this.reading.isActive) this.transport.say(connected ? this.wordsFor(this.reading.state) : 'Connection lost, trying again…');
    this.refresh();
  }

  private begin(options: { from?: number; to?: number; open?: boolean }): void {
    const { text } = this.view;
    if (!this.connected) return;
    if (!options.open && text.slice(options.from, options.to).trim() === '') {
      this.transport.say('Write something to speak first.');
      this.view.field.focus();
      return;
    }
    this.clear();
    this.view.release();
    this.reading.speak(text, this.fullRequest(), options);
  }

  private fullRequest(): SpeakRequest {
    const delay = this.live.checked ? { maxDelay: TYPING_DELAY_SECONDS } : {};
    return { ...this.host.request(), details: ['phoneme'], maxLead: MAX_LEAD_SECONDS, ...delay };
  }

  /** Text that is typed at the end is spoken at once; what was there before is not. */
  private switchLive(): void {
    this.view.field.focus();
    if (!this.live.checked) return this.reading.finish();
    this.view.field.setSelectionRange(this.view.text.length, this.view.text.length);
    this.begin({ from: this.view.text.length, open: true });
    this.transport.say('Type or paste: every word is spoken as it comes.');
  }

  private edit(): void {
    const { text } = this.view;
    const edit = editBetween(this.known, text);
    this.known = text;
    if (this.live.checked && !this.reading.isActive) this.begin({ from: edit?.start, open: true });
    else this.reading.edit(text);
    this.view.mark('word', []);
    this.view.mark('sentence', []);
    this.showNotices([]);
    this.check();
    this.refresh();
  }

  private jump(offset: number): void {
    const { state } = this.reading;
    if (!this.live.checked && (state === 'speaking' || state === 'waiting')) this.reading.goTo(offset);
  }

  private progress(heard: number, gaps: number): void {
    const { track } = this.reading;
    this.transport.progress(track, heard, this.reading.state === 'speaking');
    const [word, sentence] = [track!.words.at(heard), track!.sentences.at(heard)];
    this.view.mark('word', word ? [word] : []);
    this.view.mark('sentence', sentence ? [sentence] : []);
    if (word && this.reading.state === 'speaking') this.view.follow(word);
    if (gaps <= this.gaps) return;
    this.gaps = gaps;
    if (!this.connected) return; // that is why, and was said
    this.transport.say(`Speaking… (${gaps} ${gaps === 1 ? 'gap' : 'gaps'}: the sound came late)`);
  }

  private showState(state: ReadingState): void {
    if (state !== 'idle') this.transport.say(this.wordsFor(state));
    if (state === 'paused') this.transport.progress(this.reading.track, this.reading.heardSample, false);
    this.refresh();
  }

  private wordsFor(state: ReadingState): string {
    if (state === 'preparing') return 'Synthesising…';
    if (state === 'paused') return 'Paused.';
    if (state === 'speaking') return 'Speaking…';
    if (state === 'waiting') return this.live.checked ? 'Waiting for more text…' : this.connected ? 'Waiting for sound…' : 'Connection lost, trying again…';
    return '';
  }

  private end(reason: EndReason): void {
    const { track, heard, heardSample } = this.reading;
    this.transport.progress(track, heardSample, false);
    if (reason === 'finished') {
      this.view.mark('word', []);
      this.view.mark('sentence', []);
      this.transport.say('Done.');
    } else if (reason === 'stopped') {
      this.transport.say(track ? `Stopped. You heard ${heard.offset} of ${this.view.text.length} characters.` : 'Stopped.');
    } else {
      this.transport.say('Stopped.');
      this.transport.fail(reason.error);
    }
    element('votes').hidden = this.utterance === '' || typeof reason === 'object';
    this.refresh();
    if (reason === 'finished') this.host.onFinished();
  }

  private account({ encoding, decoding, vocoding, normalizing, phonemizing, realTimeFactor, queued }: Ledger): void {
    const made = Math.round((normalizing + phonemizing + encoding + decoding + vocoding) / 1000);
    const parts = [
      `words ${normalizing}`, `sounds ${phonemizing}`, `encoder ${encoding}`, `decoder ${decoding}`, `vocoder ${vocoding}`, `waiting ${queued}`,
    ];
    this.transport.facts({ cost: `made in ${made} ms, ${realTimeFactor.toFixed(3)} of real time`, title: parts.map((part) => `${part} µs`).join(', ') });
  }

  private notice(notice: NoticeEvent): void {
    this.showNotices([...this.notices, notice]);
  }

  /** What was not followed in the text, each with the place where it is. */
  private showNotices(notices: NoticeEvent[]): void {
    this.notices.splice(0, Infinity, ...notices);
    this.view.mark('notice', notices);
    element('notices').replaceChildren(...notices.map(({ text, start, end }) => this.remark(text, start, end)));
  }

  /** Mistakes in the markup, in their places. */
  private check(): void {
    const problems = problemsOf(this.view.text);
    this.view.mark('problem', problems);
    element('problems').replaceChildren(...problems.map(({ message, start, end }) => this.remark(message, start, end)));
  }

  private remark(text: string, start: number, end: number): HTMLElement {
    if (end <= start) return make('li', {}, text);
    const show = make('button', { type: 'button', className: 'link', ariaLabel: `Show the place: ${text}` }, 'Show');
    show.addEventListener('click', () => {
      this.view.field.focus();
      this.view.field.setSelectionRange(start, end);
    });
    return make('li', {}, text, ' ', show);
  }

  private vote(liked: boolean): void {
    element('votes').hidden = true;
    this.speaker.client.vote(this.utterance, liked).then(
      (counted) => this.transport.say(counted ? 'Thank you, your vote is counted.' : 'This one cannot be voted on any more.'),
      (error: unknown) => this.transport.fail(messageOf(error)),
    );
  }

  private clear(): void {
    this.utterance = '';
    this.gaps = 0;
    this.transport.fail('');
    this.transport.facts({ firstSound: '', cost: '' });
    this.showNotices([]);
    element('votes').hidden = true;
    this.view.mark('word', []);
    this.view.mark('sentence', []);
  }

  private refresh(): void {
    const { start, end } = this.view.selection;
    const offer = { state: this.reading.state, hasSelection: start < end, isConnected: this.connected };
    this.transport.offer(offer, this.reading.track !== undefined);
  }
}
