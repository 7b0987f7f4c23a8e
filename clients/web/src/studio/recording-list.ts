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

/**
 * The recordings of a data set behind a line that opens: text, sound, picture, and what is wrong with each.
 * @param check Checks the data set again, with what was decided.
 */
export function recordingList(set: DataSet, check: () => void): HTMLElement {
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
        const apply = make('button', { type: 'button', className: 'main', hidden: true }, 'Check again with these decisions');
        apply.addEventListener('click', check);
        const onDecided = (): void => void (apply.hidden = false);
        const shown = inOrder(all).slice(0, MOST).map((one) => item(set, one, pictures, onDecided));
        box.append(make('ul', {}, ...shown), apply);
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

function item(set: DataSet, recording: DataRecording, pictures: IntersectionObserver, onDecided: () => void): HTMLElement {
  const { id, text, seconds, isValidation, problem, url } = recording;
  const facts = [id, ...(seconds > 0 ? [`${seconds.toFixed(1)} s`] : []), ...(isValidation ? ['kept to listen by'] : [])].join(', ');
  const box = make('li', {}, make('p', {}, text, ' ', make('span', { className: 'quiet' }, facts)));
  if (problem) box.append(make('p', { className: 'error' }, problem));
  if (url) {
    const picture = make('canvas', { role: 'img', ariaLabel: `The sound of ${id}` });
    picture.dataset.url = url;
    box.append(picture, showFile(make('audio', { controls: true, preload: 'none', ariaLabel: `Recording ${id}` }), url));
    pictures.observe(picture);
  }
  if (recording.isDoubtful) box.append(decision(set, recording, onDecided));
  return box;
}

/** Use it, drop it, or say what is really said: for a piece of a long recording that is doubtful. */
function decision(set: DataSet, { id, text, use }: DataRecording, onDecided: () => void): HTMLElement {
  const words = make('textarea', { rows: 2, value: text, ariaLabel: `What is said in ${id}` });
  const status = make('span', { className: 'quiet', role: 'status' }, use === true ? 'You use it.' : use === false ? 'You dropped it.' : '');
  const button = (label: string, chosen: boolean, done: string): HTMLElement => {
    const made = make('button', { type: 'button', ariaLabel: `${label}: ${id}` }, label);
    made.addEventListener('click', () => {
      const said = words.value.trim();
      const path = `/api/datasets/${encodeURIComponent(set.id)}/recordings/${id.split('/').map(encodeURIComponent).join('/')}`;
      ask('PUT', path, { use: chosen, text: chosen && said !== '' && said !== text ? said : null }).then(
        () => {
          status.textContent = done;
          onDecided();
        },
        (error: unknown) => (status.textContent = messageOf(error)),
      );
    });
    return made;
  };
  return make('div', { className: 'decision' }, words, make('div', { className: 'buttons' },
    status, button('Drop it', false, 'Dropped.'), button('Use it', true, 'Used.')));
}
