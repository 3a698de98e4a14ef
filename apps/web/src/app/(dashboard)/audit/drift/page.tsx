export { DriftPage as default } from '../../../../features/drift/drift-page';
