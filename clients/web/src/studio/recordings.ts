import { messageOf } from '@voicesmith/client';
import { ask } from '../page/server';
import type { DataReport, DataSet } from '@voicesmith/client';
import { upload } from './upload';
import { element } from '../page/dom';

const LOOK_MS = 400; // between looks at how far a check is

/** Receives what becomes of recordings. */
export interface RecordingsListener {
  /** So many files wait for being uploaded. */
  onChosen(files: number): void;
  onChecked(set: DataSet): void;
}

/** Recordings on their way to the server, and what it finds in them. */
export class Recordings {
  private readonly files = element<HTMLInputElement>('files');
  private readonly button = element<HTMLButtonElement>('upload-button');
  private readonly progress = element<HTMLProgressElement>('upload-progress');
  private readonly status = element('upload-status');
  private dropped: File[] = [];

  constructor(private readonly listener: RecordingsListener) {
    const drop = element('drop');
    this.files.addEventListener('change', () => this.choose([...this.files.files!]));
    drop.addEventListener('dragover', (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
    drop.addEventListener('dragleave', () => drop.classList.remove('over'));
    drop.addEventListener('drop', (event) => {
      event.preventDefault();
      drop.classList.remove('over');
      this.choose([...event.dataTransfer!.files]);
    });
    element('upload').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
  }

  /** Takes these files, as if they had been dropped. */
  choose(files: File[]): void {
    this.dropped = files;
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    element('chosen').textContent = files.length === 0 ? '' : `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${(bytes / 1e6).toFixed(1)} MB`;
    this.button.disabled = files.length === 0;
    this.listener.onChosen(files.length);
  }

  private async send(): Promise<void> {
    const form = new FormData();
    form.append('name', element<HTMLInputElement>('set-name').value);
    form.append('licence', element<HTMLInputElement>('licence').value);
    for (const file of this.dropped) form.append('files', file, file.name);
    this.button.disabled = true;
    this.progress.hidden = false;
    element('report').hidden = true;
    this.status.classList.remove('error');
    try {
      this.status.textContent = 'Uploading…';
      const set = await upload(form, (share) => (this.progress.value = share));
      this.listener.onChosen(0);
      this.listener.onChecked(await this.check(set));
    } catch (error) {
      this.status.classList.add('error');
      this.status.textContent = messageOf(error);
    } finally {
      this.progress.hidden = true;
      this.button.disabled = false;
    }
  }

  /** Checks a data set that is on the server again, with what was decided about its recordings. */
  async again(set: DataSet): Promise<void> {
    this.progress.hidden = false;
    try {
      this.listener.onChecked(await this.check(set));
    } catch (error) {
      this.status.classList.add('error');
      this.status.textContent = messageOf(error);
    } finally {
      this.progress.hidden = true;
    }
  }

  private async check(set: DataSet): Promise<DataSet> {
    this.status.textContent = 'Checking…';
    this.progress.value = 0;
    const path = `/api/datasets/${encodeURIComponent(set.id)}`;
    const look = setInterval(() => {
      void ask<DataSet>('GET', path).then(({ done, total }) => {
        if (total === 0) return;
        this.progress.value = done / total;
        this.status.textContent = `Checking… ${done} of ${total}`;
      }, () => undefined); // the check itself tells what is wrong
    }, LOOK_MS);
    try {
      const checked = await ask<DataSet>('POST', `${path}/check`);
      this.show(checked);
      return checked;
    } finally {
      clearInterval(look);
    }
  }

  private show({ report, problem, ignored }: DataSet): void {
    this.status.classList.toggle('error', problem !== null);
    this.status.textContent = problem ?? (report ? summary(report) : '');
    const box = element('report');
    box.hidden = !report || (report.leftOut.length === 0 && ignored.length === 0);
    box.replaceChildren();
    if (report && report.leftOut.length > 0) box.append(table(report));
    if (ignored.length > 0) box.append(`Not used: ${ignored.join(', ')}`);
  }
}

function summary({ recordings, validation, seconds, speakers, pitch, layout }: DataReport): string {
  const long = seconds < 120 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(1)} min`;
  const who = speakers.length > 1 ? `, ${speakers.length} speakers` : '';
  return `${recordings} recordings can be used, ${long} in all${who}; ${validation} of them ${validation === 1 ? 'is' : 'are'} kept to listen by. Pitch about ${pitch.toFixed(0)} Hz. Laid out as ${layout}.`;
}

function table(report: DataReport): HTMLElement {
  const shown = document.createElement('table');
  shown.createCaption().textContent = 'Left out';
  for (const { reason, count, examples } of report.leftOut) {
    const row = shown.insertRow();
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = `${count} × ${reason.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}`;
    row.append(head);
    row.insertCell().textContent = examples.map(({ id, detail }) => `${id}: ${detail}`).join('; ');
  }
  return shown;
}
