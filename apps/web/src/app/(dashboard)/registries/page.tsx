export { RegistriesPage as default } from '../../../features/registries/registries-page';
