package dev.gleaner.actuator.aws;

import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Looks at a target, whatever kind it is of. Empty means that nothing was shown, never that it is gone. */
@ApplicationScoped
public class Resources {

    private final Instances instances;
    private final Buckets buckets;
    private final Vpcs vpcs;
    private final Volumes volumes;
    private final Addresses addresses;
    private final LogGroups logGroups;
    private final ScalingGroups scalingGroups;

    Resources(
            Instances instances,
            Buckets buckets,
            Vpcs vpcs,
            Volumes volumes,
            Addresses addresses,
            LogGroups logGroups,
            ScalingGroups scalingGroups) {
        this.instances = instances;
        this.buckets = buckets;
        this.vpcs = vpcs;
        this.volumes = volumes;
        this.addresses = addresses;
        this.logGroups = logGroups;
        this.scalingGroups = scalingGroups;
    }

    /** What AWS shows of it now, asked in its own account and region, else in these. */
    public Uni<Optional<Sighting>> describe(Arn target, String account, String region) {
        return switch (kind(target)) {
            case INSTANCE -> instances.describe(target);
            case VPC -> vpcs.describe(target);
            case VOLUME -> volumes.describe(target);
            case ADDRESS -> addresses.describe(target);
            case LOG_GROUP -> logGroups.describe(target);
            case AUTO_SCALING_GROUP -> scalingGroups.describe(target);
            case BUCKET -> buckets.describe(target, account, region.isEmpty() ? Buckets.HOME : region);
        };
    }

    /** What AWS shows now of a target that was planned. */
    public Uni<Optional<Sighting>> describe(Arn target, Subject planned) {
        return planned instanceof Bucket bucket
                ? describe(target, bucket.account(), bucket.region())
                : describe(target, "", "");
    }

    private static TargetKind kind(Arn target) {
        return TargetKind.of(target)
                .orElseThrow(() -> new IllegalArgumentException("there is no way to look at " + target));
    }
}
