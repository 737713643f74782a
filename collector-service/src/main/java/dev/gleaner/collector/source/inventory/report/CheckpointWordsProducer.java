package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.training.CheckpointKeyParser;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Singleton;

/** Produces the words by which all sources recognise checkpoints. */
@Dependent
class CheckpointWordsProducer {

    @Singleton
    CheckpointKeyParser.Words words(InventoryReportsConfig config) {
        return new CheckpointKeyParser.Words(config.checkpointWords(), config.progressWords());
    }
}
