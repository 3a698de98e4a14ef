export { ImagesPage as default } from '../../../features/images/images-page';
