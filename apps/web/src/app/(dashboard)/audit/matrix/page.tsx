export { MatrixPage as default } from '../../../../features/audit/matrix-page';
