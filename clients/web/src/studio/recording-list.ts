import { messageOf, type DataRecording, type DataSet } from '@voicesmith/client';
import { showFile } from '../page/access';
import { make } from '../page/dom';
import { ask } from '../page/server';
import { drawSound } from './sound-picture';

const MOST = 200; // recordings in the list: a longer one helps nobody

/** Asks for every recording of a data set. */
export const recordingsOf = (dataSet: string): Promise<DataRecording[]> => ask('GET', `/api/datasets/${encodeURIComponent(dataSet)}/recordings`);

/** Those with a problem first, otherwise as they come. */
export function inOrder(recordings: DataRecording[]): DataRecording[] {
  return [...recordings.filter(({ problem }) => problem !== null), ...recordings.filter(({ problem }) => problem === null)];
}

/** The recordings of a data set behind a line that opens: text, sound, picture, and what is wrong with each. */
export function recordingList(set: DataSet): HTMLElement {
  const box = make('details', { className: 'recordings' }, make('summary', {}, 'Listen to them'));
  let isLoaded = false;
  box.addEventListener('toggle', () => {
    if (!box.open || isLoaded) return;
    isLoaded = true;
    const pictures = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting) {
          pictures.unobserve(target);
          void drawSound(target as HTMLCanvasElement, (target as HTMLCanvasElement).dataset.url!);
        }
    });
    recordingsOf(set.id).then(
      (all) => {
        const shown = inOrder(all).slice(0, MOST).map((one) => item(one, pictures));
        box.append(make('ul', {}, ...shown));
        if (all.length > MOST) box.append(make('p', { className: 'quiet' }, `And ${all.length - MOST} more.`));
      },
      (error: unknown) => {
        isLoaded = false;
        box.open = false;
        box.after(make('p', { className: 'error' }, messageOf(error)));
      },
    );
  });
  return box;
}

function item({ id, text, seconds, isValidation, problem, url }: DataRecording, pictures: IntersectionObserver): HTMLElement {
  const facts = [id, ...(seconds > 0 ? [`${seconds.toFixed(1)} s`] : []), ...(isValidation ? ['kept to listen by'] : [])].join(', ');
  const box = make('li', {}, make('p', {}, text, ' ', make('span', { className: 'quiet' }, facts)));
  if (problem) box.append(make('p', { className: 'error' }, problem));
  if (url) {
    const picture = make('canvas', { role: 'img', ariaLabel: `The sound of ${id}` });
    picture.dataset.url = url;
    box.append(picture, showFile(make('audio', { controls: true, preload: 'none', ariaLabel: `Recording ${id}` }), url));
    pictures.observe(picture);
  }
  return box;
}
