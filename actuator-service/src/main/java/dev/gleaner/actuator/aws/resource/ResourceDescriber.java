package dev.gleaner.actuator.aws.resource;

import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Looks at a target, whatever kind it is of. Empty means that nothing was shown, never that it is gone. */
@ApplicationScoped
public class ResourceDescriber {

    private final InstanceDescriber instanceDescriber;
    private final BucketClient bucketClient;
    private final VpcDescriber vpcDescriber;
    private final VolumeDescriber volumeDescriber;
    private final ElasticIpDescriber elasticIpDescriber;
    private final LogGroupDescriber logGroupDescriber;
    private final ScalingGroupDescriber scalingGroupDescriber;

    ResourceDescriber(
            InstanceDescriber instanceDescriber,
            BucketClient bucketClient,
            VpcDescriber vpcDescriber,
            VolumeDescriber volumeDescriber,
            ElasticIpDescriber elasticIpDescriber,
            LogGroupDescriber logGroupDescriber,
            ScalingGroupDescriber scalingGroupDescriber) {
        this.instanceDescriber = instanceDescriber;
        this.bucketClient = bucketClient;
        this.vpcDescriber = vpcDescriber;
        this.volumeDescriber = volumeDescriber;
        this.elasticIpDescriber = elasticIpDescriber;
        this.logGroupDescriber = logGroupDescriber;
        this.scalingGroupDescriber = scalingGroupDescriber;
    }

    /** What AWS shows of it now, asked in its own account and region, else in these. */
    public Uni<Optional<ResourceObservation>> describe(Arn target, String account, String region) {
        return switch (kind(target)) {
            case INSTANCE -> instanceDescriber.describe(target);
            case VPC -> vpcDescriber.describe(target);
            case VOLUME -> volumeDescriber.describe(target);
            case ADDRESS -> elasticIpDescriber.describe(target);
            case LOG_GROUP -> logGroupDescriber.describe(target);
            case AUTO_SCALING_GROUP -> scalingGroupDescriber.describe(target);
            case BUCKET -> bucketClient.describe(target, account, region.isEmpty() ? BucketClient.HOME : region);
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
