import type { FirstSound, Ledger, Place, Reading } from '@voicesmith/client';
import { element, make } from '../../page/dom';
import { Analysis } from './analysis';
import { TimelineView } from './timeline-view';

/** What the inspector looks at. */
export interface InspectorSource {
  reading: Reading;
  text(): string;
  /** Seconds between a sample's rendering and its being heard. */
  latency(): number;
}

/** Shows how an utterance is made: its timeline, where the time until the first sound went, and how each word came to its sounds. */
export class Inspector {
  private readonly analysis = new Analysis();
  private readonly timeline: TimelineView;
  private first: FirstSound | undefined;
  private sentence: Place | undefined;

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
      make('p', {}, `${Math.round(total)} ms from the press to the ear:`),
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

  /** The words of the sentence at hand: as typed, as said, and their sounds. */
  private explain(): void {
    const track = this.source.reading.track!;
    const sentence = track.sentences.at(this.source.reading.heardSample) ?? track.sentences.all[0];
    if (!sentence || sentence === this.sentence) return;
    this.sentence = sentence;
    const end = sentence.firstSample + sentence.samples;
    const within = <T extends Place>(places: readonly T[]): T[] => places.filter(({ firstSample }) => firstSample >= sentence.firstSample && firstSample < end);
    const words = within(track.words.all);
    const phonemes = within(track.phonemes.all);
    if (words.length === 0 || words[words.length - 1].firstSample + words[words.length - 1].samples < end - track.sampleRate) this.sentence = undefined; // more is to come
    const rows = words.map((word, i) => {
      const next = words[i + 1]?.firstSample ?? end;
      const sounds = phonemes.filter(({ firstSample }) => firstSample >= word.firstSample && firstSample < next).map(({ symbol }) => symbol);
      const typed = this.source.text().slice(word.start, word.end);
      return make('tr', {}, ...[typed, word.text, sounds.join(' '), `${Math.round((1000 * word.samples) / track.sampleRate)} ms`].map((cell) => make('td', {}, cell)));
    });
    element('explained').replaceChildren(...rows);
  }
}

function stages(ledger: Ledger): string {
  const names = { queued: 'waiting', normalizing: 'words', phonemizing: 'sounds', encoding: 'encoder', decoding: 'decoder', vocoding: 'vocoder' } as const;
  return (Object.keys(names) as (keyof typeof names)[]).map((key) => `${names[key]} ${(ledger[key] / 1000).toFixed(1)} ms`).join(', ');
}
