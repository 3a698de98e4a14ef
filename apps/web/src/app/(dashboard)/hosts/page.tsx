export { HostsPage as default } from '../../../features/hosts/hosts-page';
