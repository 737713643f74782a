package dev.gleaner.actuator.action.volume;

import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Subject;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deletes a volume that nobody has attached, once a snapshot holds all that was in it. */
@Singleton
public class SnapshotAndDeleteVolume implements ResourceAction {

    private final List<Step> steps;

    SnapshotAndDeleteVolume(AwsClients clients) {
        this.steps = List.of(new CreateSnapshot(clients), new DeleteVolume(clients));
    }

    @Override
    public String name() {
        return "snapshot-and-delete-volume";
    }

    @Override
    public TargetKind changes() {
        return TargetKind.VOLUME;
    }

    @Override
    public boolean restores() {
        return false;
    }

    @Override
    public Optional<String> undoneBy() {
        return Optional.of(RestoreVolume.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    /** An id is never given again. */
    @Override
    public boolean holdsForGood() {
        return true;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public List<String> lost(Subject planned, Map<String, String> parameters) {
        return List.of(
                "the id of the volume, and with it whatever names it: attachments to come, templates, claims of a cluster",
                "the time of the first reads, which come from the snapshot",
                "the money for the snapshot, which stays until somebody deletes it");
    }
}
