import type { Track } from '@voicesmith/client';

const BIN_SECONDS = 0.02; // of sound under one bar
const BAR = 3; // CSS pixels, with the gap after it
const GAP = 2;

/** Draws a track as bars that run past a fixed line: to its left what has been heard, to its right what is to come. */
export class Waveform {
  private track: Track | undefined;
  private peaks: number[] = [];
  private cuts = 0; // of the track, that were followed
  private played = 0; // samples, at the time of the last report
  private playedAt = 0; // ms
  private running = false;
  private frame = 0;

  constructor(private readonly canvas: HTMLCanvasElement) {
    new ResizeObserver(() => this.schedule()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.schedule());
  }

  /** Shows where playback is; while it runs, the bars move on by the clock between reports. */
  show(track: Track | undefined, samples: number, running: boolean): void {
    if (track !== this.track) [this.peaks, this.cuts] = [[], 0];
    this.track = track;
    this.played = samples;
    this.playedAt = performance.now();
    this.running = running;
    this.schedule();
  }

  private schedule(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
      if (this.running) this.schedule();
    });
  }

  /** Takes in what has come, and forgets what has been cut. */
  private measure(): void {
    const { track, peaks } = this;
    if (!track) return;
    const bin = this.binLength;
    for (; this.cuts < track.cuts.length; this.cuts++) peaks.length = Math.min(peaks.length, Math.floor(track.cuts[this.cuts] / bin));
    for (const pcm = track.read(peaks.length * bin), start = peaks.length; (peaks.length - start + 1) * bin <= pcm.length; ) {
      const from = (peaks.length - start) * bin;
      peaks.push(pcm.subarray(from, from + bin).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0) / 32768);
    }
  }

  private draw(): void {
    this.measure();
    const { canvas } = this;
    const scale = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
    if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
    const paint = canvas.getContext('2d')!;
    const style = getComputedStyle(canvas);
    paint.setTransform(scale, 0, 0, scale, 0, 0);
    paint.clearRect(0, 0, width, height);
    this.drawBars(paint, width, height, style.getPropertyValue('--heard'), style.getPropertyValue('--ahead'));
  }

  private drawBars(paint: CanvasRenderingContext2D, width: number, height: number, heard: string, ahead: string): void {
    const line = width * 0.62;
    const place = this.track ? this.playedNow() / this.binLength : 0; // in bars
    const first = Math.max(0, Math.floor(place - line / (BAR + GAP)) - 1);
    for (let bar = first; ; bar++) {
      const x = line + (bar - place) * (BAR + GAP);
      if (x > width) break;
      const tall = Math.max(BAR, Math.sqrt(this.peaks[bar] ?? 0) * (height - 8));
      paint.fillStyle = x + BAR <= line ? heard : ahead;
      paint.beginPath();
      paint.roundRect(x, (height - tall) / 2, BAR, tall, BAR / 2);
      paint.fill();
    }
    paint.fillStyle = heard;
    if (this.running) paint.fillRect(line, 2, 1.5, height - 4);
  }

  private get binLength(): number {
    return Math.round((this.track?.sampleRate ?? 1) * BIN_SECONDS);
  }

  private playedNow(): number {
    if (!this.running) return this.played;
    const ahead = ((performance.now() - this.playedAt) / 1000) * this.track!.sampleRate;
    return this.played + Math.min(ahead, this.track!.sampleRate * 0.1);
  }
}
