export { PullCostTable as default } from '../registries/pull-cost-table';
