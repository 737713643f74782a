package dev.gleaner.actuator.action.volume;

import dev.gleaner.actuator.action.ResourceAction;
import dev.gleaner.actuator.action.Step;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.TargetKind;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Makes a volume that is the same as the one that {@link SnapshotAndDeleteVolume} deleted, but for its id: its undo. The
 * snapshot stays: an image may have come to use it (ministryofjustice/modernisation-platform#11224), and it is the only
 * copy until somebody has looked at the volume.
 */
@Singleton
public class RestoreVolume implements ResourceAction {

    static final String NAME = "restore-volume";

    private final List<Step> steps;

    RestoreVolume(AwsClients clients) {
        this.steps = List.of(new CreateVolume(clients));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetKind changes() {
        return TargetKind.VOLUME;
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }
}
