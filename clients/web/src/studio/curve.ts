const HUES = [18, 205, 135, 270, 45, 330, 175, 95];
const LEFT = 44; // CSS pixels for the numbers
const BELOW = 20;

interface Point {
  step: number;
  value: number;
}

/** Losses over steps, on a logarithmic scale: lines for training, dots for validation. */
export class Curve {
  private readonly lines = new Map<string, Point[]>();
  private dots: Point[] = [];
  private last = 1;
  private frame = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly legend: HTMLElement,
  ) {
    new ResizeObserver(() => this.schedule()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.schedule());
  }

  /** Begins anew. */
  clear(steps: number): void {
    this.lines.clear();
    this.dots = [];
    this.last = steps;
    this.schedule();
  }

  /** Forgets what comes after a step: the run went back to a checkpoint. */
  cut(step: number): void {
    for (const [name, points] of this.lines) this.lines.set(name, points.filter((point) => point.step <= step));
    this.dots = this.dots.filter((point) => point.step <= step);
    this.schedule();
  }

  /** Adds training losses. */
  add(step: number, losses: Record<string, number>): void {
    for (const [name, value] of Object.entries(losses)) {
      const line = this.lines.get(name) ?? [];
      line.push({ step, value });
      this.lines.set(name, line);
    }
    this.schedule();
  }

  /** Adds a validation's score. */
  mark(step: number, value: number): void {
    this.dots.push({ step, value });
    this.schedule();
  }

  private schedule(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const { canvas } = this;
    const scale = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = canvas;
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    const paint = canvas.getContext('2d')!;
    const style = getComputedStyle(canvas);
    paint.setTransform(scale, 0, 0, scale, 0, 0);
    paint.font = `11px ${style.fontFamily}`;
    const values = [...this.lines.values(), this.dots].flat().map((point) => point.value).filter((value) => value > 0);
    const low = Math.log10(Math.min(...values, 1)) - 0.05;
    const high = Math.log10(Math.max(...values, 1.2)) + 0.05;
    const x = (step: number) => LEFT + (step / this.last) * (width - LEFT - 8);
    const y = (value: number) => (height - BELOW) * (1 - (Math.log10(Math.max(value, 1e-9)) - low) / (high - low));
    this.drawGrid(paint, style, width, height, low, high, x, y);
    [...this.lines].forEach(([, points], i) => this.drawLine(paint, colour(i), points, x, y));
    paint.fillStyle = style.color;
    for (const dot of this.dots) {
      paint.beginPath();
      paint.arc(x(dot.step), y(dot.value), 4, 0, 2 * Math.PI);
      paint.fill();
    }
    this.tell();
  }

  private drawGrid(paint: CanvasRenderingContext2D, style: CSSStyleDeclaration, width: number, height: number, low: number, high: number,
    x: (step: number) => number, y: (value: number) => number): void {
    paint.strokeStyle = style.getPropertyValue('--ahead');
    paint.fillStyle = style.color;
    paint.lineWidth = 0.5;
    for (let power = Math.floor(low); power <= high; power++)
      for (const factor of [1, 2, 5]) {
        const value = factor * 10 ** power;
        if (Math.log10(value) < low || Math.log10(value) > high) continue;
        paint.beginPath();
        paint.moveTo(LEFT, y(value));
        paint.lineTo(width, y(value));
        paint.stroke();
        paint.textAlign = 'right';
        paint.fillText(String(Number(value.toPrecision(1))), LEFT - 6, y(value) + 4);
      }
    paint.textAlign = 'center';
    for (const share of [0, 0.5, 1]) paint.fillText(String(Math.round(share * this.last)), Math.min(x(share * this.last), width - 14), height - 4);
  }

  private drawLine(paint: CanvasRenderingContext2D, stroke: string, points: Point[], x: (step: number) => number, y: (value: number) => number): void {
    paint.strokeStyle = stroke;
    paint.lineWidth = 1.75;
    paint.beginPath();
    points.forEach((point, i) => (i === 0 ? paint.moveTo(x(point.step), y(point.value)) : paint.lineTo(x(point.step), y(point.value))));
    paint.stroke();
  }

  /** The same in words: under the curve, and for those who do not see it. */
  private tell(): void {
    const told = [...this.lines].map(([name, points]) => `${name} ${points[points.length - 1].value.toPrecision(3)}`);
    const best = this.dots.length > 0 ? [`validation ${this.dots[this.dots.length - 1].value.toPrecision(3)}`] : [];
    this.canvas.setAttribute('aria-label', `Losses: ${[...best, ...told].join(', ')}`);
    this.legend.replaceChildren(
      ...told.map((text, i) => entry(text, colour(i))),
      ...best.map((text) => entry(text, 'currentcolor')),
    );
  }
}

function entry(text: string, stroke: string): HTMLElement {
  const shown = document.createElement('span');
  const dot = document.createElement('i');
  dot.style.setProperty('--series', stroke);
  shown.append(dot, text);
  return shown;
}

function colour(i: number): string {
  return `hsl(${HUES[i % HUES.length]} 65% 52%)`;
}
