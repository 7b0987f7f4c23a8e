import { messageOf } from '@voicesmith/client';
import { element } from '../../page/dom';
import { ACCEPTED, bookOf, type Book } from './book';

/** Receives what was opened. */
export interface FilePanelListener {
  onChapter(text: string): void;
  onError(message: string): void;
}

/** Opens documents by button or by dropping them on the text, and lets one choose a chapter. */
export class FilePanel {
  private readonly chapters = element<HTMLSelectElement>('chapters');
  private book: Book | undefined;

  constructor(private readonly listener: FilePanelListener) {
    const files = element<HTMLInputElement>('file');
    const panel = element('text-panel');
    files.accept = ACCEPTED.join();
    files.addEventListener('change', () => {
      if (files.files?.[0]) void this.open(files.files[0]);
      files.value = ''; // so that the same file can be opened again
    });
    panel.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return; // text that is dragged is the field's
      event.preventDefault();
      panel.classList.add('over');
    });
    panel.addEventListener('dragleave', () => panel.classList.remove('over'));
    panel.addEventListener('drop', (event) => {
      panel.classList.remove('over');
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      void this.open(file);
    });
    this.chapters.addEventListener('change', () => this.show());
  }

  /** Goes to the next chapter; false if there is none. */
  next(): boolean {
    if (!this.book || this.chapters.selectedIndex >= this.book.chapters.length - 1) return false;
    this.chapters.selectedIndex++;
    this.show();
    return true;
  }

  private async open(file: File): Promise<void> {
    try {
      this.book = await bookOf(file);
    } catch (error) {
      this.listener.onError(messageOf(error));
      return;
    }
    const { chapters } = this.book;
    this.chapters.replaceChildren(...chapters.map(({ title }, i) => new Option(`${i + 1}. ${title.slice(0, 80)}`, String(i))));
    element('chapter-choice').hidden = chapters.length < 2;
    this.show();
  }

  private show(): void {
    this.listener.onChapter(this.book!.chapters[this.chapters.selectedIndex].text);
  }
}
