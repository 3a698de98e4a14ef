export { ImportPage as default } from '../../../features/archives/import-page';
