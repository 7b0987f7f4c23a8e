/** A data set as the server describes it. */
export interface DataSet {
  id: string;
  name: string;
  licence: string;
  files: number;
  bytes: number;
  ignored: string[];
  state: 'uploaded' | 'checking' | 'ready' | 'unusable';
  problem: string | null;
  done: number;
  total: number;
  report: DataReport | null;
}

/** What a check found. */
export interface DataReport {
  layout: string;
  recordings: number;
  validation: number;
  seconds: number;
  speakers: string[];
  pitch: number;
  leftOut: { reason: string; count: number; examples: { id: string; detail: string }[] }[];
}

/** What starts a run; what is left out has its default. */
export interface RunRequest {
  dataSet: string;
  voice: string;
  name: string;
  user: string;
  consent: string;
  steps: number;
  learningRate: number;
}

export type RunState = 'queued' | 'running' | 'paused' | 'stopped' | 'done' | 'failed';

/** A run as the server describes it. */
export interface Run {
  id: string;
  name: string;
  state: RunState;
  error: string | null;
  voice: string;
  user: string;
  steps: number;
  step: number;
  checkpoints: number[];
  promoted: Promotion[];
}

/** A step that became a voice's version. */
export interface Promotion {
  step: number;
  voice: string;
  version: string;
  by: string;
}

/** A sound or picture of a validation. */
export interface RunFile {
  kind: 'sound' | 'mel' | 'alignment';
  name: string;
  url: string;
}

/** Something that happened in a run; what does not belong to its type is null. */
export interface RunEvent {
  type: 'state' | 'started' | 'progress' | 'validated' | 'saved' | 'skipped' | 'promoted';
  number: number;
  /** When it happened: a date, or its text. */
  at: Date | string;
  step: number;
  state?: RunState | null;
  error?: string | null;
  steps?: number | null;
  losses?: Record<string, number> | null;
  stepsPerSecond?: number | null;
  secondsLeft?: number | null;
  files?: RunFile[] | null;
  score?: number | null;
  best?: boolean | null;
  promotion?: Promotion | null;
}

/** Sends a form with files. */
export function upload(form: FormData, onProgress: (share: number) => void): Promise<DataSet> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how far an upload is
    request.open('POST', '/api/datasets');
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new Error('The upload was cut off.'));
    request.onload = () => {
      const answer = JSON.parse(request.responseText || '{}');
      if (request.status === 201) resolve(answer as DataSet);
      else reject(new Error(answer.title ? `${answer.code}: ${answer.title} ${answer.detail}` : `The server answers ${request.status}.`));
    };
    request.send(form);
  });
}
