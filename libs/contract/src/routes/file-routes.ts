import {
  CreateDirectoryBody,
  ExistingFiles,
  ExistingFilesBody,
  FileListQuery,
  FilePathQuery,
  FileUploaded,
  FileUploadQuery,
  FileView,
  FileViewQuery,
} from '../container-files.js';
import { defineRoutes } from './route-contract.js';

/** Files of containers: without a program in the container, whether it runs or not. */
export const FILE_ROUTES = defineRoutes({
  listContainerFiles: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/files',
    summary:
      'What lies in a directory of a container: JSON objects, each on a line, streamed; the last is `end` or `failed`',
    permission: 'containers.files',
    query: FileListQuery,
    status: 200,
  },
  viewContainerFile: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/files/view',
    summary: 'The first or the last mebibyte of a file as text, or the first bytes of one that is no text',
    permission: 'containers.files',
    query: FileViewQuery,
    status: 200,
    response: FileView,
  },
  downloadContainerFile: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/files/download',
    summary: 'A file as it is, or a directory as a tar, streamed',
    permission: 'containers.files',
    query: FilePathQuery,
    status: 200,
  },
  findExistingFiles: {
    method: 'POST',
    path: '/hosts/:hostId/containers/:containerId/files/existing',
    summary: 'Which of these are there already, so that an upload would replace them',
    permission: 'containers.files',
    body: ExistingFilesBody,
    status: 200,
    response: ExistingFiles,
  },
  uploadContainerFiles: {
    method: 'POST',
    path: '/hosts/:hostId/containers/:containerId/files',
    summary:
      'Write files into a directory: a tar (application/x-tar) as body, streamed; what is there under the same names is replaced',
    permission: 'containers.files',
    query: FileUploadQuery,
    status: 200,
    response: FileUploaded,
  },
  createContainerDirectory: {
    method: 'POST',
    path: '/hosts/:hostId/containers/:containerId/files/directories',
    summary: 'Make a directory',
    permission: 'containers.files',
    body: CreateDirectoryBody,
    status: 204,
  },
  listContainerChanges: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/changes',
    summary:
      'What a container changed against its image, as docker diff, with the size of its writable layer: JSON objects, each on a line, streamed; the last is `end` or `failed`',
    permission: 'containers.files',
    status: 200,
  },
});
