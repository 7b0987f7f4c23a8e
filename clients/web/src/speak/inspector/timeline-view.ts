import type { Place, Track } from '@voicesmith/client';
import type { Analysis } from './analysis';

const PIXELS_PER_SECOND = 170;
const ROWS = { words: 22, phonemes: 22, curves: 70, mel: 96 }; // CSS pixels
const HEIGHT = Object.values(ROWS).reduce((sum, height) => sum + height, 0);
const PITCH = [60, 400]; // Hz, from the lower edge to the upper
const LOUDNESS = [-60, 0]; // dB

/** Words, phonemes, pitch, loudness and mels of a track over time. Only what is in view is drawn. */
export class TimelineView {
  private track: Track | undefined;
  private heard = 0;

  constructor(
    private readonly box: HTMLElement,
    private readonly space: HTMLElement,
    private readonly canvas: HTMLCanvasElement,
    private readonly analysis: Analysis,
    onSeek: (sample: number) => void,
  ) {
    canvas.style.height = `${HEIGHT}px`;
    box.addEventListener('scroll', () => this.draw());
    new ResizeObserver(() => this.draw()).observe(box);
    canvas.addEventListener('click', (event) => {
      if (this.track) onSeek(this.sampleAt(event.clientX - canvas.getBoundingClientRect().left));
    });
  }

  show(track: Track, heard: number, follows: boolean): void {
    this.track = track;
    this.heard = heard;
    this.space.style.width = `${Math.max(1, (track.length / track.sampleRate) * PIXELS_PER_SECOND)}px`;
    const x = (heard / track.sampleRate) * PIXELS_PER_SECOND;
    if (follows && (x < this.box.scrollLeft || x > this.box.scrollLeft + this.box.clientWidth * 0.8)) this.box.scrollLeft = x - this.box.clientWidth * 0.2;
    this.draw();
  }

  private sampleAt(x: number): number {
    return ((x + this.box.scrollLeft) / PIXELS_PER_SECOND) * this.track!.sampleRate;
  }

  private xOf(sample: number): number {
    return (sample / this.track!.sampleRate) * PIXELS_PER_SECOND - this.box.scrollLeft;
  }

  private draw(): void {
    const { canvas, track } = this;
    const width = this.box.clientWidth;
    const scale = devicePixelRatio || 1;
    canvas.style.width = `${width}px`;
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(HEIGHT * scale)];
    if (!track || width === 0) return;
    const paint = canvas.getContext('2d')!;
    const style = getComputedStyle(canvas);
    paint.scale(scale, scale);
    paint.font = `12px ${style.fontFamily}`;
    paint.textBaseline = 'middle';
    const ink = style.color;
    const quiet = style.getPropertyValue('--ahead');
    this.drawPlaces(paint, track.words.all, ({ text }) => text, 0, ROWS.words, ink, quiet);
    this.drawPlaces(paint, track.phonemes.all, ({ symbol }) => symbol, ROWS.words, ROWS.phonemes, ink, quiet);
    const curves = ROWS.words + ROWS.phonemes;
    this.drawCurve(paint, (frame) => (frame.loudnessDb - LOUDNESS[0]) / (LOUDNESS[1] - LOUDNESS[0]), curves, quiet, true);
    this.drawCurve(paint, (frame) => (frame.pitchHz === 0 ? NaN : Math.log(frame.pitchHz / PITCH[0]) / Math.log(PITCH[1] / PITCH[0])), curves, style.getPropertyValue('--heard'), false);
    this.drawMel(paint, curves + ROWS.curves, scale);
    paint.fillStyle = style.getPropertyValue('--heard');
    paint.fillRect(this.xOf(this.heard), 0, 1.5, HEIGHT);
  }

  private drawPlaces<T extends Place>(
    paint: CanvasRenderingContext2D, places: readonly T[], label: (place: T) => string, top: number, height: number, ink: string, line: string,
  ): void {
    for (const place of places) {
      const [from, to] = [this.xOf(place.firstSample), this.xOf(place.firstSample + place.samples)];
      if (to < 0 || from > this.box.clientWidth) continue;
      paint.strokeStyle = line;
      paint.strokeRect(Math.round(from) + 0.5, top + 0.5, Math.round(to - from), height - 1);
      paint.save();
      paint.beginPath();
      paint.rect(from, top, to - from, height);
      paint.clip();
      paint.fillStyle = ink;
      paint.fillText(label(place), from + 3, top + height / 2);
      paint.restore();
    }
  }

  /** A measure between 0 and 1 by frame; not a number where there is none. */
  private drawCurve(paint: CanvasRenderingContext2D, measure: (frame: Analysis['frames'][number]) => number, top: number, colour: string, filled: boolean): void {
    const [first, last] = this.framesInView();
    const y = (value: number): number => top + ROWS.curves - 3 - Math.min(1, Math.max(0, value)) * (ROWS.curves - 6);
    paint.fillStyle = paint.strokeStyle = colour;
    paint.lineWidth = 2;
    paint.beginPath();
    let isDown = false;
    for (let i = first; i < last; i++) {
      const value = measure(this.analysis.frames[i]);
      const x = this.xOf(i * this.analysis.hop);
      if (filled) paint.fillRect(x, y(value), (this.analysis.hop / this.track!.sampleRate) * PIXELS_PER_SECOND + 0.5, top + ROWS.curves - y(value));
      else if (isDown && !Number.isNaN(value)) paint.lineTo(x, y(value));
      else paint.moveTo(x, y(value));
      isDown = !Number.isNaN(value);
    }
    if (!filled) paint.stroke();
  }

  private drawMel(paint: CanvasRenderingContext2D, top: number, scale: number): void {
    const [first, last] = this.framesInView();
    if (last <= first) return;
    const bands = this.analysis.frames[first].mel.length;
    const picture = new ImageData(last - first, bands);
    for (let i = first; i < last; i++)
      for (let band = 0; band < bands; band++) picture.data.set(heat(this.analysis.frames[i].mel[band]), ((bands - 1 - band) * (last - first) + i - first) * 4);
    const small = new OffscreenCanvas(last - first, bands);
    small.getContext('2d')!.putImageData(picture, 0, 0);
    paint.imageSmoothingEnabled = scale > 1;
    paint.drawImage(small, this.xOf(first * this.analysis.hop), top, this.xOf(last * this.analysis.hop) - this.xOf(first * this.analysis.hop), ROWS.mel);
  }

  private framesInView(): [first: number, last: number] {
    const { hop, frames } = this.analysis;
    if (hop === 0) return [0, 0];
    return [Math.max(0, Math.floor(this.sampleAt(0) / hop) - 1), Math.min(frames.length, Math.ceil(this.sampleAt(this.box.clientWidth) / hop) + 1)];
  }
}

/** Black, red, yellow, white: brighter is louder in print too. */
function heat(value: number): [number, number, number, number] {
  const part = (from: number): number => Math.round(255 * Math.min(1, Math.max(0, (value - from) * 3)));
  return [part(0.02), part(0.33), part(0.66), 255];
}
