import { z } from 'zod';
import { Upload, UploadLimits } from '../uploads.js';
import { defineRoutes } from './route-contract.js';

export const UPLOAD_ROUTES = defineRoutes({
  listUploads: {
    method: 'GET',
    path: '/uploads',
    summary: "The signed-in user's uploads; all of them for an administrator",
    permission: 'jobs.run',
    status: 200,
    response: z.array(Upload),
  },
  createUpload: {
    method: 'POST',
    path: '/uploads',
    summary: 'Begin an upload: tus 1.0, with Upload-Length and, in Upload-Metadata, its filename; Location names it',
    permission: 'jobs.run',
    status: 201,
  },
  getUploadOffset: {
    method: 'HEAD',
    path: '/uploads/:uploadId',
    summary: 'How much of an upload is there: tus 1.0, in Upload-Offset',
    permission: 'jobs.run',
    status: 200,
  },
  continueUpload: {
    method: 'PATCH',
    path: '/uploads/:uploadId',
    summary: 'Go on with an upload: tus 1.0, bytes of application/offset+octet-stream from Upload-Offset on',
    permission: 'jobs.run',
    status: 204,
  },
  deleteUpload: {
    method: 'DELETE',
    path: '/uploads/:uploadId',
    summary: 'End an upload and remove what is there of it: tus 1.0',
    permission: 'jobs.run',
    status: 204,
  },
  uploadLimits: {
    method: 'GET',
    path: '/upload-limits',
    summary: 'How large an upload may be, and how long it is kept',
    permission: 'jobs.run',
    status: 200,
    response: UploadLimits,
  },
});
