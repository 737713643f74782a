package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.TrainingCheckpointStatus;
import dev.gleaner.contracts.finding.FindingConfirmation;
import java.time.Instant;
import java.util.Optional;

/**
 * Where an instance says where its checkpoints are, the last work of its cards has to be in one. What can't be read, or is
 * not known, is not saved.
 */
final class CheckpointSavedGuard implements Guard.Refusing {

    @Override
    public String name() {
        return "checkpoint";
    }

    @Override
    public Optional<String> refuse(GuardContext guardContext) {
        TrainingCheckpointStatus checkpoint = guardContext.fresh().checkpoint();
        if (checkpoint instanceof TrainingCheckpointStatus.None) {
            return Optional.empty();
        }
        if (checkpoint instanceof TrainingCheckpointStatus.Unreadable unreadable) {
            return Optional.of("its checkpoints can't be read: " + unreadable.why());
        }
        Instant saved = ((TrainingCheckpointStatus.Newest) checkpoint).at();
        Optional<Instant> worked = guardContext.confirmation().map(FindingConfirmation::lastWork);
        if (worked.isEmpty()) {
            return Optional.of("it has checkpoints, and nobody knows when its cards worked last");
        }
        return Guard.Refusing.refuseIf(
                saved.isBefore(worked.get()),
                "its cards worked until " + worked.get() + ", and its newest checkpoint is of " + saved);
    }
}
