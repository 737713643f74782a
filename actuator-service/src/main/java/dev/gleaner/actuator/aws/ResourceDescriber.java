package dev.gleaner.actuator.aws;

import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Describes a target of any kind. Empty means that AWS did not show it, not that it does not exist. */
@ApplicationScoped
public class ResourceDescriber {

    private final Ec2Instance.Describer instanceDescriber;
    private final S3Bucket.Client bucketClient;
    private final VpcNetwork.Describer vpcDescriber;
    private final EbsVolume.Describer volumeDescriber;
    private final EbsSnapshot.Describer snapshotDescriber;
    private final NatGateway.Describer natGatewayDescriber;
    private final ElasticIp.Describer elasticIpDescriber;
    private final LogGroup.Describer logGroupDescriber;
    private final ScalingGroup.Describer scalingGroupDescriber;

    ResourceDescriber(
            Ec2Instance.Describer instanceDescriber,
            S3Bucket.Client bucketClient,
            VpcNetwork.Describer vpcDescriber,
            EbsVolume.Describer volumeDescriber,
            EbsSnapshot.Describer snapshotDescriber,
            NatGateway.Describer natGatewayDescriber,
            ElasticIp.Describer elasticIpDescriber,
            LogGroup.Describer logGroupDescriber,
            ScalingGroup.Describer scalingGroupDescriber) {
        this.instanceDescriber = instanceDescriber;
        this.bucketClient = bucketClient;
        this.vpcDescriber = vpcDescriber;
        this.volumeDescriber = volumeDescriber;
        this.snapshotDescriber = snapshotDescriber;
        this.natGatewayDescriber = natGatewayDescriber;
        this.elasticIpDescriber = elasticIpDescriber;
        this.logGroupDescriber = logGroupDescriber;
        this.scalingGroupDescriber = scalingGroupDescriber;
    }

    /**
     * Describes the target as AWS shows it now, in the account and region of its ARN, or in the given ones if the ARN does
     * not contain them.
     */
    public Uni<Optional<ResourceObservation>> describe(Arn target, String account, String region) {
        return switch (kind(target)) {
            case INSTANCE -> instanceDescriber.describe(target);
            case VPC -> vpcDescriber.describe(target);
            case VOLUME -> volumeDescriber.describe(target);
            case SNAPSHOT -> snapshotDescriber.describe(target);
            case NAT_GATEWAY -> natGatewayDescriber.describe(target, Optional.empty());
            case ADDRESS -> elasticIpDescriber.describe(target);
            case LOG_GROUP -> logGroupDescriber.describe(target);
            case AUTO_SCALING_GROUP -> scalingGroupDescriber.describe(target);
            case BUCKET -> bucketClient.describe(target, account, region.isEmpty() ? S3Bucket.Client.HOME : region);
        };
    }

    /** Describes the target of a plan as AWS shows it now. */
    public Uni<Optional<ResourceObservation>> describe(Arn target, ResourceSnapshot planned) {
        if (planned instanceof NatGateway gateway) {
            return natGatewayDescriber.describe(target, Optional.ofNullable(gateway.vpc()));
        }
        return planned instanceof S3Bucket bucket
                ? describe(target, bucket.account(), bucket.region())
                : describe(target, "", "");
    }

    private static TargetKind kind(Arn target) {
        return TargetKind.of(target)
                .orElseThrow(() -> new IllegalArgumentException("there is no way to describe " + target));
    }
}
