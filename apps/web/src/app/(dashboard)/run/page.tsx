export { RunPage as default } from '../../../features/run/run-page';
