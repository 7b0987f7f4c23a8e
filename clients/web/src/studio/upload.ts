import type { DataSet } from '@voicesmith/client';
import { authorization } from '../page/access';

/** Sends a form with files. */
export function upload(form: FormData, onProgress: (share: number) => void): Promise<DataSet> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch does not tell how far an upload is
    request.open('POST', '/api/datasets');
    for (const [name, value] of Object.entries(authorization())) request.setRequestHeader(name, value);
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
