/** Shows the text that is spoken, with the word being said marked. */
export class Transcript {
  private readonly before = new Text();
  private readonly word = document.createElement('mark');
  private readonly after = new Text();
  private text = '';
  private start = -1;

  constructor(private readonly root: HTMLElement) {
    root.replaceChildren(this.before, this.word, this.after);
  }

  /** Shows another text, nothing marked. */
  show(text: string): void {
    this.text = text;
    this.root.hidden = text.trim().length === 0;
    this.mark(0, 0);
    this.start = -1;
    this.root.scrollTop = 0;
  }

  /** Marks a piece of the text, in UTF-16 units. */
  mark(start: number, end: number): void {
    if (start === this.start) return;
    this.start = start;
    this.before.data = this.text.slice(0, start);
    this.word.textContent = this.text.slice(start, end);
    this.after.data = this.text.slice(end);
    this.keepInView();
  }

  private keepInView(): void {
    const { root, word } = this;
    const above = word.offsetTop - root.offsetTop - root.scrollTop;
    if (above < 0 || above > root.clientHeight - 2 * word.offsetHeight) root.scrollTop += above - root.clientHeight / 3;
  }
}
