export { LayersPage as default } from '../../../../features/layers/layers-page';
