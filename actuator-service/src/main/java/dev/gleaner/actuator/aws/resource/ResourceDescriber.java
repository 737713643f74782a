package dev.gleaner.actuator.aws.resource;

import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Looks at a target, whatever kind it is of. Empty means that nothing was shown, never that it is gone. */
@ApplicationScoped
public class ResourceDescriber {

    private final InstanceDescriber instances;
    private final BucketClient buckets;
    private final VpcDescriber vpcs;
    private final VolumeDescriber volumes;
    private final ElasticIpDescriber addresses;
    private final LogGroupDescriber logGroups;
    private final ScalingGroupDescriber scalingGroups;

    ResourceDescriber(
            InstanceDescriber instances,
            BucketClient buckets,
            VpcDescriber vpcs,
            VolumeDescriber volumes,
            ElasticIpDescriber addresses,
            LogGroupDescriber logGroups,
            ScalingGroupDescriber scalingGroups) {
        this.instances = instances;
        this.buckets = buckets;
        this.vpcs = vpcs;
        this.volumes = volumes;
        this.addresses = addresses;
        this.logGroups = logGroups;
        this.scalingGroups = scalingGroups;
    }

    /** What AWS shows of it now, asked in its own account and region, else in these. */
    public Uni<Optional<ResourceObservation>> describe(Arn target, String account, String region) {
        return switch (kind(target)) {
            case INSTANCE -> instances.describe(target);
            case VPC -> vpcs.describe(target);
            case VOLUME -> volumes.describe(target);
            case ADDRESS -> addresses.describe(target);
            case LOG_GROUP -> logGroups.describe(target);
            case AUTO_SCALING_GROUP -> scalingGroups.describe(target);
            case BUCKET -> buckets.describe(target, account, region.isEmpty() ? BucketClient.HOME : region);
        };
    }

    /** What AWS shows now of a target that was planned. */
    public Uni<Optional<ResourceObservation>> describe(Arn target, ResourceSnapshot planned) {
        return planned instanceof S3Bucket bucket
                ? describe(target, bucket.account(), bucket.region())
                : describe(target, "", "");
    }

    private static TargetKind kind(Arn target) {
        return TargetKind.of(target)
                .orElseThrow(() -> new IllegalArgumentException("there is no way to look at " + target));
    }
}
