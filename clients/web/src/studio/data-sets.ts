import { messageOf, type DataSet } from '@voicesmith/client';
import { element, make, say } from '../page/dom';
import { ask } from '../page/server';
import { recordingList } from './recording-list';

const STATES: Record<DataSet['state'], string> = { uploaded: 'not checked yet', checking: 'being checked', ready: 'ready', unusable: 'cannot be used' };

/** The data sets on the server: what each is good for, and a way to delete it. */
export class DataSets {
  private sets: DataSet[] = [];

  constructor(
    private readonly list: HTMLElement,
    private readonly check: (set: DataSet) => void,
    private readonly onChanged: (ready: DataSet[], wanted?: string) => void,
  ) {}

  /** Asks the server. Errors are told by the caller's page. */
  async load(wanted?: string): Promise<void> {
    this.sets = await ask<DataSet[]>('GET', '/api/datasets');
    this.list.replaceChildren(...this.sets.map((set) => this.item(set)));
    this.list.hidden = this.sets.length === 0;
    this.onChanged(this.sets.filter(({ state }) => state === 'ready'), wanted);
  }

  private item(set: DataSet): HTMLElement {
    const remove = make('button', { type: 'button', ariaLabel: `Delete the recordings ${set.name}` }, 'Delete');
    remove.addEventListener('click', () => void this.remove(set));
    const facts = set.report ? `${set.report.recordings} recordings, ${Math.round(set.report.seconds / 6) / 10} min` : `${set.files} files`;
    const licence = set.licence === '' ? '' : `, ${set.licence}`;
    const text = make('span', {}, make('strong', {}, set.name), ` ${facts}${licence}: ${STATES[set.state]}. ${set.problem ?? ''}`);
    const heard = set.report ? [recordingList(set, () => this.check(set))] : [];
    return make('li', { className: set.state }, text, remove, ...heard);
  }

  private async remove(set: DataSet): Promise<void> {
    if (!confirm(`Delete the recordings '${set.name}'?`)) return;
    const box = element('sets-error');
    say(box, '');
    try {
      await ask('DELETE', `/api/datasets/${encodeURIComponent(set.id)}`);
      await this.load();
    } catch (error) {
      say(box, messageOf(error));
    }
  }
}
