import { UPLOADS_PATH } from '@roadstead/contract';
import type { Stack } from './stack.js';

type Target = Pick<Stack, 'url' | 'admin'>;

/** Uploads a file whole, over tus as the page does. @returns the upload's id */
export async function upload(stack: Target, bytes: Buffer, filename: string): Promise<string> {
  const id = await beginUpload(stack, bytes.length, filename);
  await continueUpload(stack, id, bytes);
  return id;
}

/** Makes an upload of so many bytes, of which none is there yet. */
export async function beginUpload(stack: Target, size: number, filename: string): Promise<string> {
  const metadata = `filename ${Buffer.from(filename).toString('base64')}`;
  const response = await tus(stack, UPLOADS_PATH, {
    method: 'POST',
    headers: { 'upload-length': String(size), 'upload-metadata': metadata },
  });
  const id = response.headers.get('location')?.split('/').at(-1);
  if (!id) throw new Error('The upload that was made has no Location');
  return id;
}

/** Sends what comes after the bytes that the control plane has, up to `end` of the file. @returns bytes there now */
export async function continueUpload(stack: Target, id: string, bytes: Buffer, end = bytes.length): Promise<number> {
  const offset = await uploadedBytes(stack, id);
  const response = await tus(stack, `${UPLOADS_PATH}/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
    body: new Uint8Array(bytes.subarray(offset, end)),
  });
  return Number(response.headers.get('upload-offset'));
}

/** Bytes of an upload that are there. */
export async function uploadedBytes(stack: Target, id: string): Promise<number> {
  const response = await tus(stack, `${UPLOADS_PATH}/${id}`, { method: 'HEAD' });
  return Number(response.headers.get('upload-offset'));
}

async function tus({ url, admin }: Target, path: string, request: RequestInit): Promise<Response> {
  const headers = { authorization: `Bearer ${admin.token}`, 'tus-resumable': '1.0.0', ...request.headers };
  const response = await fetch(url + path, { ...request, headers });
  if (response.ok) return response;
  throw new Error(`${request.method} ${path} was answered with ${response.status}: ${await response.text()}`);
}
