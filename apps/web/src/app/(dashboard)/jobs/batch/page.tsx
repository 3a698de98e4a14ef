export { BatchPage as default } from '../../../../features/jobs/batch-page';
