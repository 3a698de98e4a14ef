import { Upload, type UploadOptions } from 'tus-js-client';

export interface TusUpload {
  readonly token: string;
  readonly bytes: Buffer;
  readonly filename?: string;
  readonly options?: UploadOptions;
}

export const endpointOf = (url: string) => `${url}/api/v1/uploads`;

/** Uploads all of it. @returns its id */
export function upload(url: string, { token, bytes, filename, options }: TusUpload): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = new Upload(bytes, {
      endpoint: endpointOf(url),
      headers: { authorization: `Bearer ${token}` },
      metadata: filename === undefined ? {} : { filename },
      retryDelays: null,
      onError: reject,
      onSuccess: () => resolve(idOf(client.url)),
      ...options,
    });
    client.start();
  });
}

export function idOf(url: string | null): string {
  return url?.split('/').at(-1) ?? '';
}
