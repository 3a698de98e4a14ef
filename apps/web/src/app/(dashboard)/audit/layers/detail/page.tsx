export { LayerPage as default } from '../../../../../features/layers/layer-page';
