import { messageOf, record, wavFile, type Recording, type SpeakRequest } from '@voicesmith/client';
import { send } from '../page/access';
import { element, make, onPress, setDisabled } from '../page/dom';
import { captionsOf, srt, vtt } from './captions';
import type { Speaker } from './speaker';

/** What is to be saved. */
export interface SaveSource {
  text(): string;
  request(): SpeakRequest;
  /** The page's address with text and settings in it. */
  link(): Promise<string>;
}

const KINDS = ['wav', 'mp3', 'opus', 'srt', 'vtt'] as const;
type Kind = (typeof KINDS)[number];

/** Buttons that save the text as sound or captions, or as a link. */
export class SavePanel {
  private made: { key: string; recording: Recording } | undefined; // of the last text, for the next kind of file
  private busy = false;

  constructor(private readonly speaker: Speaker, private readonly source: SaveSource) {
    for (const kind of KINDS) onPress(element(`save-${kind}`), () => void this.save(kind));
    onPress(element('copy-link'), () => void this.copyLink());
    void this.offerCompressed();
  }

  /** Compressed sound is made by the server's OpenAI-compatible door, where it has one. */
  private async offerCompressed(): Promise<void> {
    const answer = await send('/v1/audio/voices').catch(() => undefined);
    const isJson = answer?.headers.get('content-type')?.includes('json') ?? false;
    for (const kind of ['mp3', 'opus']) element(`save-${kind}`).hidden = !answer?.ok || !isJson;
  }

  private async save(kind: Kind): Promise<void> {
    const text = this.source.text();
    if (this.busy) return;
    if (text.trim() === '') return this.say('Write something to save first.');
    this.setBusy(true);
    try {
      download(await this.fileOf(kind, text), `${nameOf(text)}.${kind}`);
      this.say(`Saved as ${nameOf(text)}.${kind}.${this.isPartial(kind) ? ' Pitch, emphasis and pauses are in WAV only.' : ''}`);
    } catch (error) {
      this.say(messageOf(error));
    } finally {
      this.setBusy(false);
    }
  }

  /** OpenAI's form of a request has speed alone. */
  private isPartial(kind: Kind): boolean {
    const { pitch = 0, energy = 0, pauses = 1 } = this.source.request();
    return (kind === 'mp3' || kind === 'opus') && (pitch !== 0 || energy !== 0 || pauses !== 1);
  }

  private async fileOf(kind: Kind, text: string): Promise<Blob> {
    if (kind === 'mp3' || kind === 'opus') return this.compressed(kind, text);
    const { track } = await this.recordingOf(text);
    if (kind === 'wav') return wavFile(track.read(0), track.sampleRate);
    const captions = captionsOf(text, track);
    return new Blob([kind === 'srt' ? srt(captions) : vtt(captions)], { type: kind === 'srt' ? 'application/x-subrip' : 'text/vtt' });
  }

  private async recordingOf(text: string): Promise<Recording> {
    const request = this.source.request();
    const key = JSON.stringify([text, request]);
    if (this.made?.key !== key) {
      const progress = (offset: number): void => this.say(`Synthesising… ${Math.round((100 * offset) / text.length)} %`);
      this.say('Synthesising…');
      this.made = { key, recording: await record(this.speaker.speak, text, request, progress) };
    }
    return this.made.recording;
  }

  private async compressed(format: string, input: string): Promise<Blob> {
    this.say('Synthesising…');
    const { voice, rate: speed } = this.source.request();
    const answer = await send('/v1/audio/speech', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'voicesmith', input, voice, speed, response_format: format }),
    });
    if (answer.ok) return answer.blob();
    const { error } = (await answer.json().catch(() => ({}))) as { error?: { message?: string } };
    throw new Error(error?.message ?? `The server answers ${answer.status}.`);
  }

  private async copyLink(): Promise<void> {
    const link = await this.source.link();
    history.replaceState(null, '', link);
    try {
      await navigator.clipboard.writeText(link);
      this.say(`The link is copied: ${link.length.toLocaleString('en')} characters, with text and settings.`);
    } catch {
      this.say('The link is in the address bar now: copy it from there.');
    }
  }

  private setBusy(busy: boolean): void {
    this.busy = busy;
    for (const kind of KINDS) setDisabled(element(`save-${kind}`), busy);
  }

  private say(words: string): void {
    element('save-status').textContent = words;
  }
}

function download(file: Blob, name: string): void {
  const link = make('a', { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A file's name from the first words of a text. */
export function nameOf(text: string): string {
  const words = text.replace(/<[^>]*>/g, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.slice(0, 5).join('-').toLowerCase().slice(0, 40) || 'speech';
}
