package dev.gleaner.actuator.aws;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A volume as EC2 showed it once, with what actions of ours made of it.
 *
 * @param volume absent when EC2 said {@code InvalidVolume.NotFound} for its id; an answer without a volume is no sighting
 * @param snapshots those that actions of ours made, no others
 * @param restored what stands for it
 */
public record VolumeSighting(@Nullable Volume volume, List<Snapshot> snapshots, List<RestoredVolume> restored)
        implements Sighting {

    public VolumeSighting {
        snapshots =
                snapshots.stream().sorted(Comparator.comparing(Snapshot::id)).toList();
        restored = restored.stream()
                .sorted(Comparator.comparing(RestoredVolume::id))
                .toList();
    }

    @Override
    public Subject subject() {
        return volume == null ? new Denied(TargetKind.VOLUME) : volume;
    }

    /** The snapshot that an action made; of several a completed one first. */
    public Optional<Snapshot> snapshot(String action) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.action().equals(action))
                .min(Comparator.comparing(snapshot -> !snapshot.isCompleted()));
    }

    /** The volume that stands for what an action deleted; not one that was of no use already before. */
    public Optional<RestoredVolume> restored(String action, VolumeSighting before) {
        return restored.stream()
                .filter(candidate -> candidate.action().equals(action))
                .filter(candidate -> candidate.isOfUse() || !before.shows(candidate.id()))
                .min(Comparator.comparing(candidate -> !candidate.isOfUse()));
    }

    private boolean shows(String id) {
        return restored.stream().anyMatch(shown -> shown.id().equals(id));
    }

    @Override
    public String state() {
        return volume == null ? Denied.STATE : volume.state();
    }

    @Override
    public String sentence() {
        StringBuilder sentence = new StringBuilder("the volume is ").append(state());
        if (volume != null && !volume.attachments().isEmpty()) {
            sentence.append(", attached to ").append(String.join(", ", volume.attachments()));
        }
        snapshots.forEach(snapshot -> sentence.append("; its snapshot ")
                .append(snapshot.id())
                .append(" is ")
                .append(snapshot.state()));
        restored.forEach(other -> sentence.append("; ")
                .append(other.id())
                .append(", which stands for it, is ")
                .append(other.volume().state()));
        return sentence.toString();
    }
}
