const BIN_SECONDS = 0.02; // sound under one bar
const BAR = 3; // CSS pixels, with the gap after it
const GAP = 2;

/** Draws sound as bars that run past a fixed line: to its left what has been heard, to its right what is to come. */
export class Waveform {
  private peaks: number[] = [];
  private binLength = 1;
  private binFill = 0;
  private sampleRate = 0;
  private played = 0; // samples, at the time of the last report
  private playedAt = 0; // ms
  private running = false;
  private frame = 0;

  constructor(private readonly canvas: HTMLCanvasElement) {
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  /** Forgets the last utterance. */
  begin(sampleRate: number): void {
    this.peaks = [];
    this.binLength = Math.round(sampleRate * BIN_SECONDS);
    this.binFill = 0;
    this.sampleRate = sampleRate;
    this.setPlayed(0, false);
  }

  /** Takes in sound, in playing order. */
  add(pcm: Int16Array): void {
    for (const sample of pcm) {
      if (this.binFill === 0) this.peaks.push(0);
      const last = this.peaks.length - 1;
      this.peaks[last] = Math.max(this.peaks[last], Math.abs(sample) / 32768);
      this.binFill = (this.binFill + 1) % this.binLength;
    }
    this.schedule();
  }

  /** Where playback is; while it runs, the bars move on by the clock between reports. */
  setPlayed(samples: number, running: boolean): void {
    this.played = samples;
    this.playedAt = performance.now();
    this.running = running;
    this.schedule();
  }

  /** Playback has ended where it is. */
  rest(): void {
    this.setPlayed(this.playedNow(), false);
  }

  private schedule(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
      if (this.running) this.schedule();
    });
  }

  private draw(): void {
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
    const place = this.playedNow() / this.binLength; // in bars
    const first = Math.max(0, Math.floor(place - line / (BAR + GAP)) - 1);
    for (let bar = first; ; bar++) {
      const x = line + (bar - place) * (BAR + GAP);
      if (x > width) break;
      const peak = this.peaks[bar] ?? 0;
      const tall = Math.max(BAR, Math.sqrt(peak) * (height - 8));
      paint.fillStyle = x + BAR <= line ? heard : ahead;
      paint.beginPath();
      paint.roundRect(x, (height - tall) / 2, BAR, tall, BAR / 2);
      paint.fill();
    }
    paint.fillStyle = heard;
    if (this.running) paint.fillRect(line, 2, 1.5, height - 4);
  }

  private playedNow(): number {
    if (!this.running) return this.played;
    const ahead = ((performance.now() - this.playedAt) / 1000) * this.sampleRate;
    return this.played + Math.min(ahead, this.sampleRate * 0.1);
  }
}
