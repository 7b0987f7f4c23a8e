import { make } from '../page/dom';
import { provenance, short, when, type Version, type Versions } from './versions';

/** What can be done with a version. */
export interface VersionActions {
  rollBack(version: string): void;
  compare(version: string): void;
  play(version: string): void;
}

const STATES = { current: 'speaks', compared: 'B', kept: '' };

/** Shows every version, and which of them spoke when. What is open stays open. */
export class VersionList {
  constructor(
    private readonly list: HTMLElement,
    private readonly history: HTMLElement,
    private readonly actions: VersionActions,
  ) {}

  show(told: Versions): void {
    const open = new Set([...this.list.querySelectorAll<HTMLDetailsElement>('details[open]')].map((one) => one.dataset.version));
    this.list.replaceChildren(...told.versions.map((version) => this.item(version, open.has(version.version))));
    this.history.replaceChildren(
      ...told.history.map(({ version, at, by, source }) => make('li', {}, `${short(version)}: ${when(at)}${by ? `, by ${by}` : ''}${source ? ` (${source})` : ''}`)),
    );
  }

  private item(version: Version, isOpen: boolean): HTMLElement {
    const details = make('details', {}, make('summary', {}, 'Where it comes from'), table(provenance(version)), ...this.measured(version));
    details.open = isOpen;
    details.dataset.version = version.version;
    const title = make('h3', {}, short(version.version), STATES[version.state] ? make('span', { className: `badge ${version.state}` }, STATES[version.state]) : '');
    const origin = [when(version.at), version.by && `by ${version.by}`, version.source].filter(Boolean).join(', ');
    const { votesFor, votesAgainst, utterances } = version.figures;
    const fate = `${utterances} ${utterances === 1 ? 'utterance' : 'utterances'}, votes ${votesFor} : ${votesAgainst}`;
    return make('li', {}, title, make('p', { className: 'quiet' }, `${origin}. ${fate}`), this.buttons(version), details);
  }

  private buttons(version: Version): HTMLElement {
    const button = (text: string, act: (version: string) => void): HTMLElement => {
      const made = make('button', { type: 'button' }, text);
      made.setAttribute('aria-label', `${text}: version ${short(version.version)}`);
      made.addEventListener('click', () => act(version.version));
      return made;
    };
    const buttons = [button('Play', this.actions.play)];
    if (version.state !== 'current') buttons.push(button('Let it speak', this.actions.rollBack));
    if (version.state === 'kept') buttons.push(button('Compare', this.actions.compare));
    return make('div', { className: 'buttons' }, ...buttons);
  }

  private measured(version: Version): HTMLElement[] {
    const metrics = Object.entries(version.metrics).map(([name, value]): [string, string] => [name, String(Number(value.toPrecision(4)))]);
    const findings = version.findings.map(({ what, says }): [string, string] => [what, says]);
    return [
      ...(metrics.length > 0 ? [make('h4', {}, 'Scores'), table(metrics)] : []),
      ...(findings.length > 0 ? [make('h4', {}, 'What the gate found'), table(findings)] : []),
    ];
  }
}

/** Rows of a name and a value. */
function table(rows: [string, string][]): HTMLElement {
  return make('table', {}, ...rows.map(([name, value]) => make('tr', {}, make('th', { scope: 'row' }, name), make('td', {}, value))));
}
