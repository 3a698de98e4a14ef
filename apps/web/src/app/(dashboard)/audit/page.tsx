export { PlacementsPage as default } from '../../../features/audit/placements-page';
