import { Module } from '@nestjs/common';
import { CatalogueRepository } from './catalogue.repository.js';
import { HistoryNamesRepository } from './history-names.repository.js';
import { InventoryRepository } from './inventory.repository.js';
import { InventoryService } from './inventory.service.js';
import { InventoryPositions } from './inventory-positions.js';

@Module({
  providers: [CatalogueRepository, HistoryNamesRepository, InventoryRepository, InventoryPositions, InventoryService],
  exports: [InventoryService, InventoryPositions],
})
export class InventoryModule {}
