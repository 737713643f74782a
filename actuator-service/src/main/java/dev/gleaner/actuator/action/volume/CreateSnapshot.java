package dev.gleaner.actuator.action.volume;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Ec2Tags;
import dev.gleaner.actuator.aws.Snapshot;
import dev.gleaner.actuator.aws.VolumeSighting;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/**
 * Puts all that is in a volume aside. The call knows no token that would make it one call; the snapshot is known again by
 * a tag with the id of its action, which it has from its first moment, so that a crash makes no second one, unless AWS lists
 * it later than it is waited for (kubernetes-sigs/cluster-api-provider-aws#2915).
 */
final class CreateSnapshot extends VolumeStep {

    /** Terabytes take hours, and nothing is lost by waiting. */
    private static final Duration PATIENCE = Duration.ofHours(24);

    CreateSnapshot(AwsClients clients) {
        super(clients);
    }

    @Override
    public String name() {
        return "create-snapshot";
    }

    @Override
    public String call() {
        return "ec2:CreateSnapshot";
    }

    @Override
    public boolean isIdempotent() {
        return false;
    }

    @Override
    public String overtaken() {
        return "the snapshot did not come about, or somebody took the volume into use meanwhile, so it is left alone";
    }

    @Override
    public Optional<Duration> patience() {
        return Optional.of(PATIENCE);
    }

    @Override
    CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, VolumeSighting before) {
        return ec2.createSnapshot(request(order));
    }

    static CreateSnapshotRequest request(Order order) {
        Map<String, String> tags = Ec2Tags.takenOver(order.planned().tags(), Map.of(Ec2Tags.ACTION, order.action()));
        return CreateSnapshotRequest.builder()
                .volumeId(order.target().id())
                .description("What was in " + order.target().id() + " before it was deleted by " + order.action())
                .tagSpecifications(Ec2Tags.specification(ResourceType.SNAPSHOT, tags))
                .build();
    }

    @Override
    Progress see(Order order, VolumeSighting before, VolumeSighting now) {
        Optional<Snapshot> ours = now.snapshot(order.action());
        if (ours.isEmpty()) {
            return Progress.NOT_YET;
        }
        if (!ours.get().isCompleted() && !ours.get().isPending()) {
            return Progress.CONTESTED;
        }
        if (isUsed(now)) {
            return Progress.OVERTAKEN;
        }
        return ours.get().isCompleted() ? Progress.DONE : Progress.UNDER_WAY;
    }

    /** Who has it may write to it what the snapshot does not hold. */
    private static boolean isUsed(VolumeSighting now) {
        return now.volume() != null
                && now.volume().inUse().isPresent()
                && !now.volume().isEnding();
    }

    @Override
    Optional<String> obstacle(Order order, VolumeSighting now) {
        return notAsPlanned(order, now);
    }
}
