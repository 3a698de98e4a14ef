export { ContainerDetailPage as default } from '../../../../features/containers/container-detail-page';
