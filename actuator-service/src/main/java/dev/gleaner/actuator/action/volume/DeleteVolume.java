package dev.gleaner.actuator.action.volume;

import dev.gleaner.actuator.action.CallObjection;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.Snapshot;
import dev.gleaner.actuator.aws.Volume;
import dev.gleaner.actuator.aws.VolumeSighting;
import dev.gleaner.actuator.aws.VolumeWrites;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Deletes a volume of which a whole snapshot is seen, made by the same action. */
final class DeleteVolume extends VolumeStep {

    /** Longer ago CloudWatch may have forgotten. Source: CloudWatch User Guide, "Metrics retention" (5 minutes: 63 days). */
    private static final Duration OLDEST = Duration.ofDays(30);

    private final VolumeWrites writes;

    DeleteVolume(AwsClients clients) {
        super(clients);
        this.writes = new VolumeWrites(clients);
    }

    @Override
    public String name() {
        return "delete-volume";
    }

    @Override
    public String call() {
        return "ec2:DeleteVolume";
    }

    /** Who attached it, wrote to it and detached it since its snapshot shows in no attachment any more, but in its metrics. */
    @Override
    public Uni<Void> ask(Order order, Sighting before) {
        Instant started = ((VolumeSighting) before)
                .snapshot(order.action())
                .map(Snapshot::started)
                .orElse(null);
        if (started == null || started.isBefore(Instant.now().minus(OLDEST))) {
            return Uni.createFrom()
                    .failure(new CallObjection(
                            "it is not known whether the volume was written to since its snapshot, begun at "
                                    + started));
        }
        return writes.since(started, order.target())
                .map(known -> objection(known, started))
                .flatMap(objection -> objection.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().failure(new CallObjection(objection.get())));
    }

    private static Optional<String> objection(Optional<Double> writes, Instant started) {
        if (writes.isEmpty()) {
            return Optional.of("CloudWatch does not tell whether the volume was written to since its snapshot");
        }
        return writes.get() > 0
                ? Optional.of("the volume was written to since its snapshot was begun at " + started
                        + ": the snapshot does not hold that")
                : Optional.empty();
    }

    @Override
    public String overtaken() {
        return "somebody else took the volume into use at the same time";
    }

    @Override
    public boolean isIrreversible() {
        return true;
    }

    @Override
    public boolean needsFinding() {
        return true;
    }

    @Override
    CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, VolumeSighting before) {
        return ec2.deleteVolume(request -> request.volumeId(order.target().id()));
    }

    @Override
    Progress see(Order order, VolumeSighting before, VolumeSighting now) {
        Volume volume = now.volume();
        if (volume == null) {
            return isKnown(order, before, now) ? Progress.DONE : Progress.NOT_YET;
        }
        if (volume.isEnding()) {
            return Progress.DONE;
        }
        return volume.inUse().isPresent() ? Progress.CONTESTED : Progress.NOT_YET;
    }

    /** That there is no such volume is believed of one that EC2 showed, or of which it made the snapshot, for this action. */
    private static boolean isKnown(Order order, VolumeSighting before, VolumeSighting now) {
        return before.volume() != null || now.snapshot(order.action()).isPresent();
    }

    @Override
    Optional<String> obstacle(Order order, VolumeSighting now) {
        return see(order, now, now) == Progress.DONE
                ? Optional.empty()
                : notAsPlanned(order, now).or(() -> notPutAside(order, now));
    }

    private static Optional<String> notPutAside(Order order, VolumeSighting now) {
        boolean whole = now.snapshot(order.action())
                .filter(Snapshot::isCompleted)
                .filter(snapshot -> snapshot.size() == ((Volume) order.planned()).size())
                .isPresent();
        return whole
                ? Optional.empty()
                : Optional.of("EC2 shows no whole snapshot of the volume that action " + order.action() + " made");
    }
}
