export { ImageDetailPage as default } from '../../../../features/images/image-detail-page';
