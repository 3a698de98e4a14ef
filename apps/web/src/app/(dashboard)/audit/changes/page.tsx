export { ChangesPage as default } from '../../../../features/audit/changes-page';
