export { ContainersPage as default } from '../../../features/containers/containers-page';
