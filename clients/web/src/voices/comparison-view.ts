import { ask } from '../page/server';
import { drawn, short, sideBySide, type Versions } from './versions';
import { element, make } from '../page/dom';

/** What the view needs of the page. */
export interface ComparisonHost {
  /** Does something that changes the versions, and shows them again. */
  change(what: string, request: () => Promise<unknown>): void;
  play(version: string, text: string): void;
  user(): string;
}

/** Two versions side by side: their figures, the share of the second, and a choice that is blind. */
export class ComparisonView {
  private told: Versions | undefined;
  private order: [string, string] | undefined;
  private readonly heard = new Set<string>();

  constructor(private readonly host: ComparisonHost) {
    const share = element<HTMLInputElement>('share');
    share.addEventListener('input', () => (element('share-value').textContent = `${share.value} %`));
    for (const control of ['share', 'by-session']) element(control).addEventListener('change', () => this.put());
    element('promote').addEventListener('click', () => host.change('B speaks from now on.', () => ask('POST', this.path('promote'), { by: host.user() })));
    element('drop').addEventListener('click', () => host.change('B is dropped; its file is kept.', () => ask('DELETE', this.path('comparison'))));
    for (const [index, name] of ['first', 'second'].entries()) {
      element(`play-${name}`).addEventListener('click', () => this.play(index));
      element(`${name}-better`).addEventListener('click', () => this.choose(index));
    }
  }

  show(told: Versions): void {
    const { comparison } = told;
    element('comparison').hidden = comparison === null;
    if (comparison?.version !== this.told?.comparison?.version || told.current !== this.told?.current) this.draw(told);
    this.told = told;
    if (!comparison?.version) return;
    const figures = (version: string) => told.versions.find((one) => one.version === version)?.figures;
    const [a, b] = [figures(told.current), figures(comparison.version)];
    if (a && b) {
      const head = make('tr', {}, make('td', {}), make('th', { scope: 'col' }, `A: ${short(told.current)}`), make('th', { scope: 'col' }, `B: ${short(comparison.version)}`));
      element('figures').replaceChildren(head, ...sideBySide(a, b).map(([name, one, two]) => make('tr', {}, make('th', { scope: 'row' }, name), make('td', {}, one), make('td', {}, two))));
    }
    const share = element<HTMLInputElement>('share');
    if (document.activeElement !== share) share.value = `${Math.round(comparison.share * 100)}`;
    element('share-value').textContent = `${share.value} %`;
    element<HTMLInputElement>('by-session').checked = comparison.bySession;
  }

  private path(what: string): string {
    return `/api/voices/${encodeURIComponent(this.told!.name)}/${what}`;
  }

  private put(): void {
    const share = element<HTMLInputElement>('share').valueAsNumber / 100;
    const bySession = element<HTMLInputElement>('by-session').checked;
    this.host.change(`B speaks ${Math.round(share * 100)} % of the ${bySession ? 'conversations' : 'utterances'}.`, () =>
      ask('PUT', this.path('comparison'), { share, bySession, sessions: this.told!.comparison!.sessions }),
    );
  }

  private draw(told: Versions): void {
    this.order = told.comparison?.version ? drawn(told.current, told.comparison.version) : undefined;
    this.heard.clear();
    this.refresh();
  }

  private play(index: number): void {
    if (!this.order) return;
    this.host.play(this.order[index], element<HTMLTextAreaElement>('sample').value);
    this.heard.add(this.order[index]);
    this.refresh();
  }

  private choose(index: number): void {
    if (!this.order || !this.told) return;
    const [better, worse] = [this.order[index], this.order[1 - index]];
    element('verdict').textContent = `That was ${better === this.told.current ? 'A, the one that speaks' : 'B'} (${short(better)}). Another round is drawn.`;
    this.draw(this.told);
    this.host.change('Your votes are counted.', async () => {
      await ask('POST', this.path('votes'), { version: better, liked: true });
      await ask('POST', this.path('votes'), { version: worse, liked: false });
    });
  }

  /** Who has not heard both cannot choose. */
  private refresh(): void {
    for (const name of ['first-better', 'second-better']) element<HTMLButtonElement>(name).disabled = this.heard.size < 2;
  }
}
