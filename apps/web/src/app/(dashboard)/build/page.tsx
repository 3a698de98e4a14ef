export { BuildPage as default } from '../../../features/build/build-page';
