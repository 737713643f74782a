package dev.gleaner.collector.source;

import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.progress.ProgressPublisher;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Collaborators of a source: publishers of signals and progress, checkpoints, metrics and the clock. */
@Singleton
public record SourceEnvironment(
        ProgressPublisher progress,
        KafkaPublisher publisher,
        CheckpointReader checkpoints,
        SourceMeters meters,
        Clock clock) {}
