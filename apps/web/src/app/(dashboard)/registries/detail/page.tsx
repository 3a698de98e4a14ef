export { RegistryDetailPage as default } from '../../../../features/registries/registry-detail-page';
