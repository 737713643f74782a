package dev.gleaner.actuator.aws;

import java.time.Instant;

/** What is to be known of the newest checkpoint of an instance. */
public sealed interface TrainingCheckpointStatus {

    /** The instance does not say where its checkpoints are. */
    record None() implements TrainingCheckpointStatus {}

    /** When the newest object where they are was written. */
    record Newest(Instant at) implements TrainingCheckpointStatus {}

    /** It says where, and they could not be read there. */
    record Unreadable(String why) implements TrainingCheckpointStatus {}
}
