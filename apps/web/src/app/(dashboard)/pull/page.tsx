export { PullPage as default } from '../../../features/images/pull-page';
