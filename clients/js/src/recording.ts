import { samplesOf, type NoticeEvent, type SpeakRequest } from './messages';
import type { Speak } from './reading';
import { Track } from './track';

/** A whole text as sound, with the places of its words. */
export interface Recording {
  track: Track;
  notices: NoticeEvent[];
}

/**
 * Speaks a whole text as fast as the server can, to nobody's ear.
 * @param onProgress Receives the place in the text that has been reached.
 */
export function record(
  speak: Speak, text: string, request: SpeakRequest, onProgress: (offset: number) => void = () => undefined, signal?: AbortSignal,
): Promise<Recording> {
  return new Promise((resolve, reject) => {
    const notices: NoticeEvent[] = [];
    let track = new Track(0);
    const utterance = speak({ ...request, maxLead: undefined, maxDelay: undefined }, {
      onEvent(event) {
        if (event.type === 'start') track = new Track(event.sampleRate);
        else if (event.type === 'sentence') track.sentences.add({ ...event, version: event.modelVersion ?? '' });
        else if (event.type === 'word') track.words.add(event);
        else if (event.type === 'phoneme') track.phonemes.add(event);
        else if (event.type === 'notice') notices.push(event);
        else if (event.type === 'audio') track.append(samplesOf(event.pcm));
        else if (event.type === 'end') resolve({ track, notices });
        if (event.type === 'sentence') onProgress(event.end);
      },
      onError: reject,
    });
    signal?.addEventListener('abort', () => {
      utterance.cancel();
      reject(signal.reason as Error);
    });
    utterance.write(text);
    utterance.finish();
  });
}
