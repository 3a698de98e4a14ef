export { ActionsPage as default } from '../../../../features/actions/actions-page';
