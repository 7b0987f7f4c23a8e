import type { PlaybackReport } from './audio/playback';
import type { Track } from './track';

/** The part of a player that is needed to play a track. */
export interface Sink {
  /** Seconds between a sample's rendering and its being heard. */
  readonly latency: number;
  /** @returns the name of what follows. */
  begin(sampleRate: number, fadeIn?: boolean): number;
  add(utterance: number, pcm: Int16Array): void;
  cut(utterance: number, samples: number): void;
  end(utterance: number): void;
  pause(): void;
  continue(): void;
  stop(): void;
}

const FEED_SECONDS = 30; // that the player is given ahead

/** Plays a track that is still growing, from any sample on. Positions are samples of the track. */
export class TrackPlayer {
  private track: Track | undefined;
  private run = 0; // the player's utterance: a new one for each jump
  private origin = 0; // where it began
  private fed = 0;
  private ended = false; // the player knows that nothing more comes
  private running = false;
  /** The last sample that the player has rendered. */
  position = 0;

  constructor(private readonly sink: Sink) {}

  get isRunning(): boolean {
    return this.running;
  }

  /** The sample that is being heard. */
  get heard(): number {
    if (!this.running || !this.track) return this.position;
    return Math.max(this.origin, this.position - this.sink.latency * this.track.sampleRate);
  }

  /** Plays from a sample on. */
  start(track: Track, sample: number): void {
    this.track = track;
    this.origin = this.fed = this.position = Math.round(sample);
    this.ended = false;
    this.running = true;
    this.run = this.sink.begin(track.sampleRate, sample > 0);
  }

  /** Hands the player what has been added to the track, a while ahead; and its end, once it is complete. */
  feed(isComplete: boolean): void {
    const { track } = this;
    if (!this.running || !track) return;
    const goal = Math.min(track.length, this.position + FEED_SECONDS * track.sampleRate);
    if (this.fed < goal) this.sink.add(this.run, track.read(this.fed, goal - this.fed));
    this.fed = Math.max(this.fed, goal);
    if (!isComplete || this.ended || this.fed < track.length) return;
    this.ended = true;
    this.sink.end(this.run);
  }

  /** The track was cut at a sample and will go on in another way. */
  cut(sample: number): void {
    this.ended = false;
    if (this.running) this.sink.cut(this.run, sample - this.origin);
    this.fed = Math.min(this.fed, sample);
  }

  /** Falls silent where it is. */
  halt(): void {
    this.position = this.heard;
    this.running = false;
    this.sink.stop();
  }

  /** Follows a report of the player; false if it is about something that is no longer played. */
  follow(report: PlaybackReport): boolean {
    if (!this.running || report.utterance !== this.run || report.type === 'stopped') return false;
    if (report.type !== 'started') this.position = this.origin + report.played;
    if (report.type === 'finished') this.running = false;
    return true;
  }
}
