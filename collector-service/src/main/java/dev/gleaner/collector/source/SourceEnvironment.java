package dev.gleaner.collector.source;

import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.progress.ProgressPublisher;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What sources work with: where they publish what they read and how far they got, and what they count. */
@Singleton
public record SourceEnvironment(
        ProgressPublisher progress,
        KafkaPublisher publisher,
        CheckpointReader checkpoints,
        SourceMeters meters,
        Clock clock) {}
