import { send } from '../page/access';

const CLIPPED = 0.99; // of full scale

/** The least and the greatest sample of each of so many parts of a sound. */
export function columnsOf(samples: Float32Array, columns: number): [least: number, greatest: number][] {
  return Array.from({ length: columns }, (_, i) => {
    const part = samples.subarray(Math.floor((i * samples.length) / columns), Math.max(Math.floor(((i + 1) * samples.length) / columns), Math.floor((i * samples.length) / columns) + 1));
    return part.reduce<[number, number]>(([least, greatest], sample) => [Math.min(least, sample), Math.max(greatest, sample)], [0, 0]);
  });
}

/** Draws the sound of a file: what is clipped is red. A file that browsers cannot read leaves the picture empty. */
export async function drawSound(canvas: HTMLCanvasElement, url: string): Promise<void> {
  const file = await send(url).then((answer) => answer.arrayBuffer());
  const sound = await new OfflineAudioContext(1, 1, 22050).decodeAudioData(file).catch(() => undefined);
  if (!sound) return void (canvas.hidden = true);
  const scale = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((length) => Math.round(length * scale));
  [canvas.width, canvas.height] = [width, height];
  const paint = canvas.getContext('2d')!;
  const style = getComputedStyle(canvas);
  for (const [x, [least, greatest]] of columnsOf(sound.getChannelData(0), width).entries()) {
    paint.fillStyle = greatest >= CLIPPED || least <= -CLIPPED ? style.getPropertyValue('--clipped') : style.getPropertyValue('--heard');
    paint.fillRect(x, (height * (1 - greatest)) / 2, 1, Math.max(1, (height * (greatest - least)) / 2));
  }
}
