/** A piece of the text, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/** Kinds of marks behind the text; their looks are in the style sheet. */
export type MarkKind = 'sentence' | 'word' | 'heard' | 'problem' | 'notice';

/** Receives what a person does with the text. */
export interface TextViewListener {
  onEdit(): void;
  /** A place was clicked. */
  onClick(offset: number): void;
  /** The selection or the caret moved. */
  onSelect(): void;
}

const LEAVE_ALONE_MS = 4000; // after a person scrolled or typed, until the view moves by itself again

/**
 * A text that can be edited and has marks behind its words. The marks take their places from a copy of the text that lies
 * unseen below the text field and wraps as it does.
 */
export class TextView {
  private readonly copy = document.createTextNode('');
  private readonly layers = new Map<MarkKind, { layer: HTMLElement; spans: readonly Span[] }>();
  private touchedAt = -Infinity;

  constructor(
    private readonly box: HTMLElement,
    readonly field: HTMLTextAreaElement,
    listener: TextViewListener,
  ) {
    const copy = document.createElement('div');
    copy.className = 'copy';
    copy.ariaHidden = 'true';
    copy.append(this.copy, '\n'); // a text field has an empty line after the last break
    box.append(copy);
    field.addEventListener('input', () => {
      this.touchedAt = performance.now();
      this.update();
      listener.onEdit();
    });
    field.addEventListener('click', () => this.selection.start === this.selection.end && listener.onClick(field.selectionStart));
    document.addEventListener('selectionchange', () => document.activeElement === field && listener.onSelect());
    for (const touch of ['wheel', 'touchmove', 'pointerdown']) box.addEventListener(touch, () => (this.touchedAt = performance.now()), { passive: true });
    new ResizeObserver(() => this.redraw()).observe(copy);
    this.update();
  }

  get text(): string {
    return this.field.value;
  }

  set text(text: string) {
    this.field.value = text;
    this.update();
  }

  /** The selected piece; empty where only the caret is. */
  get selection(): Span {
    return { start: this.field.selectionStart, end: this.field.selectionEnd };
  }

  /** Replaces a piece, as typing would: it can be undone. */
  replace({ start, end }: Span, text: string): void {
    this.field.focus();
    this.field.setSelectionRange(start, end);
    // The only way that browsers let a page write into a field's history.
    if (document.execCommand('insertText', false, text)) return;
    this.field.setRangeText(text, start, end, 'end');
    this.field.dispatchEvent(new Event('input'));
  }

  /** Marks these pieces, and no others, with a kind of mark. */
  mark(kind: MarkKind, spans: readonly Span[]): void {
    let marks = this.layers.get(kind);
    if (!marks) {
      const layer = document.createElement('div');
      layer.className = `marks ${kind}`;
      layer.ariaHidden = 'true';
      this.box.prepend(layer);
      this.layers.set(kind, (marks = { layer, spans }));
    }
    marks.spans = spans;
    this.draw(kind);
  }

  /** Keeps a piece in view, unless a person looks elsewhere. */
  follow(span: Span): void {
    if (performance.now() - this.touchedAt < LEAVE_ALONE_MS) return;
    const [rect] = this.rectsOf(span);
    if (!rect) return;
    const { scrollTop, clientHeight } = this.box;
    if (rect.top >= scrollTop && rect.bottom <= scrollTop + clientHeight - rect.height * 1.5) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.box.scrollTo({ top: rect.top - clientHeight / 3, behavior: calm ? 'auto' : 'smooth' });
  }

  /** Lets the view follow again at once. */
  release(): void {
    this.touchedAt = -Infinity;
  }

  /** Rectangles of a piece, one a line, from the top left corner of the scrolled text. */
  rectsOf({ start, end }: Span): DOMRect[] {
    const length = this.copy.data.length;
    const range = document.createRange();
    range.setStart(this.copy, Math.min(start, length));
    range.setEnd(this.copy, Math.min(Math.max(start, end), length));
    const { left, top } = this.box.getBoundingClientRect();
    const { scrollLeft, scrollTop, clientLeft, clientTop } = this.box;
    return [...range.getClientRects()].map(
      (rect) => new DOMRect(rect.left - left - clientLeft + scrollLeft, rect.top - top - clientTop + scrollTop, rect.width, rect.height),
    );
  }

  private update(): void {
    this.copy.data = this.field.value;
    this.redraw();
  }

  private redraw(): void {
    for (const kind of this.layers.keys()) this.draw(kind);
  }

  private draw(kind: MarkKind): void {
    const { layer, spans } = this.layers.get(kind)!;
    const rects = spans.flatMap((span) => this.rectsOf(span));
    while (layer.childElementCount > rects.length) layer.lastElementChild!.remove();
    while (layer.childElementCount < rects.length) layer.append(document.createElement('i'));
    for (const [i, { x, y, width, height }] of rects.entries())
      (layer.children[i] as HTMLElement).style.cssText = `left:${x}px;top:${y}px;width:${width}px;height:${height}px`;
  }
}
