import { messageOf, type ExplainedPiece, type FirstSound, type Ledger, type Place, type Reading } from '@voicesmith/client';
import { element, make, say } from '../../page/dom';
import { isMarkup } from '../markup/scan';
import { Analysis } from './analysis';
import { Explainer, reasonOf } from './explanation';
import { TimelineView } from './timeline-view';

/** What the inspector looks at. */
export interface InspectorSource {
  reading: Reading;
  text(): string;
  /** The voice, and the words that are said differently. */
  request(): { voice?: string; lexicon?: string };
  /** A word is to be said differently. */
  differently(span: { start: number; end: number }): void;
  /** Seconds between a sample's rendering and its being heard. */
  latency(): number;
}

/** Shows how an utterance is made: its timeline, where the time until the first sound went, and how each word came to its sounds. */
export class Inspector {
  private readonly analysis = new Analysis();
  private readonly timeline: TimelineView;
  private first: FirstSound | undefined;
  private readonly explainer = new Explainer();
  private pieces: ExplainedPiece[] | undefined; // of the sentence that was asked for
  private asked: unknown[] = [];
  private shown: unknown[] = [];

  constructor(private readonly source: InspectorSource) {
    const onSeek = (sample: number): void => source.reading.seek(sample);
    this.timeline = new TimelineView(element('timeline'), element('timeline-space'), element<HTMLCanvasElement>('timeline-canvas'), this.analysis, onSeek);
    this.look();
  }

  onFirstSound(times: FirstSound): void {
    this.first = times;
  }

  /** The server's account comes at the end of an utterance. */
  onLedger(ledger: Ledger): void {
    if (!this.first) return;
    const { received, played } = this.first;
    const server = ledger.firstSound / 1000;
    const spans: [string, number][] = [
      ['to the server and back', Math.max(0, received - server)],
      ['making it on the server', Math.min(server, received)],
      ['gathering enough to play', played - received],
      ['the sound device', this.source.latency() * 1000],
    ];
    const total = spans.reduce((sum, [, ms]) => sum + ms, 0);
    element('first-40').replaceChildren(
      make('p', {}, `${Math.round(total)} ms from the press to the first sound:`),
      ...spans.map(([name, ms]) => {
        const bar = make('i', {});
        bar.style.width = `${(100 * ms) / total}%`;
        return make('p', { className: 'span' }, make('span', {}, name), make('span', { className: 'track' }, bar), make('span', {}, `${ms.toFixed(0)} ms`));
      }),
      make('p', { className: 'quiet' }, `In all: ${stages(ledger)}; ${ledger.realTimeFactor.toFixed(3)} of real time.`),
    );
  }

  private look(): void {
    const { reading } = this.source;
    const { track } = reading;
    if (track && !element('inspector').hidden) {
      this.analysis.follow(track);
      this.timeline.show(track, reading.heardSample, reading.state === 'speaking');
      this.explain();
    }
    setTimeout(() => requestAnimationFrame(() => this.look()), reading.state === 'speaking' ? 40 : 250);
  }

  /** The words of the sentence at hand: as typed, as said, their sounds, and where these come from. */
  private explain(): void {
    const { reading } = this.source;
    const track = reading.track!;
    const sentence = track.sentences.at(reading.heardSample) ?? track.sentences.all[0];
    if (!sentence) return;
    const { voice, lexicon } = this.source.request();
    const text = this.source.text();
    const question = [sentence.start, sentence.end, voice, lexicon, text];
    if (question.some((part, i) => part !== this.asked[i])) {
      this.asked = question;
      this.pieces = undefined;
      this.explainer.sentence({ text, voice, lexicon }, sentence, isMarkup(text)).then(
        (pieces) => {
          if (question !== this.asked) return;
          say(element('explained-error'), '');
          this.pieces = pieces;
        },
        (error: unknown) => question === this.asked && say(element('explained-error'), messageOf(error)),
      );
    }
    this.list(sentence, track);
  }

  /** The table, drawn again only when there is more to tell. */
  private list(sentence: Place, track: NonNullable<Reading['track']>): void {
    const end = sentence.firstSample + sentence.samples;
    const words = track.words.all.filter(({ firstSample }) => firstSample >= sentence.firstSample && firstSample < end);
    const shown = [this.pieces, words.length];
    if (shown.every((part, i) => part === this.shown[i])) return;
    this.shown = shown;
    const seconds = ({ start, end }: { start: number; end: number }): number =>
      words.filter((word) => word.start >= start && word.end <= end).reduce((sum, { samples }) => sum + samples, 0) / track.sampleRate;
    const rows = (this.pieces ?? []).filter(({ spoken, written }) => spoken !== '' || written.trim() !== '').map((piece) => this.row(piece, seconds(piece)));
    element('explained').replaceChildren(...rows);
  }

  private row(piece: ExplainedPiece, seconds: number): HTMLElement {
    const { written, spoken, words, start, end } = piece;
    const sounds = make('td', { title: words.map(({ phonemes }) => phonemes).join(' | ') }, words.map(({ ipa }) => ipa).join(' '));
    const change = make('button', { type: 'button', className: 'link', ariaLabel: `Change how ${written} is said` }, 'Change');
    change.addEventListener('click', () => this.source.differently({ start, end }));
    return make('tr', {},
      make('td', {}, written), make('td', {}, spoken), sounds, make('td', {}, reasonOf(piece)),
      make('td', {}, seconds > 0 ? `${Math.round(1000 * seconds)} ms` : ''), make('td', {}, ...(words.length > 0 ? [change] : [])));
  }
}

function stages(ledger: Ledger): string {
  const names = { queued: 'waiting', normalizing: 'words', phonemizing: 'sounds', encoding: 'encoder', decoding: 'decoder', vocoding: 'vocoder' } as const;
  return (Object.keys(names) as (keyof typeof names)[]).map((key) => `${names[key]} ${(ledger[key] / 1000).toFixed(1)} ms`).join(', ');
}
