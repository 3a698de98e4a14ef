export { LoadPage as default } from '../../../features/archives/load-page';
