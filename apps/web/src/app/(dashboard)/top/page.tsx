export { TopPage as default } from '../../../features/stats/top-page';
