export { BasesPage as default } from '../../../../features/bases/bases-page';
