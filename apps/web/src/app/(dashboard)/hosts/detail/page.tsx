export { HostDetailPage as default } from '../../../../features/hosts/host-detail-page';
