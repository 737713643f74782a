package dev.gleaner.actuator.aws;

import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Describes a target of any kind. Empty means that AWS did not show it, not that it does not exist. */
@ApplicationScoped
public class ResourceDescriber {

    private final Ec2Describers ec2;
    private final S3Bucket.Client bucketClient;
    private final LogGroup.Describer logGroupDescriber;
    private final ScalingGroup.Describer scalingGroupDescriber;
    private final InferenceEndpoint.Describer endpointDescriber;

    ResourceDescriber(
            Ec2Describers ec2,
            S3Bucket.Client bucketClient,
            LogGroup.Describer logGroupDescriber,
            ScalingGroup.Describer scalingGroupDescriber,
            InferenceEndpoint.Describer endpointDescriber) {
        this.ec2 = ec2;
        this.bucketClient = bucketClient;
        this.logGroupDescriber = logGroupDescriber;
        this.scalingGroupDescriber = scalingGroupDescriber;
        this.endpointDescriber = endpointDescriber;
    }

    /**
     * Describes the target as AWS shows it now, in the account and region of its ARN, or in the given ones if the ARN does
     * not contain them.
     */
    public Uni<Optional<ResourceObservation>> describe(Arn target, String account, String region) {
        return switch (kind(target)) {
            case INSTANCE -> ec2.instances().describe(target);
            case VPC -> ec2.vpcs().describe(target);
            case VOLUME -> ec2.volumes().describe(target);
            case SNAPSHOT -> ec2.snapshots().describe(target);
            case NAT_GATEWAY -> ec2.natGateways().describe(target, Optional.empty());
            case ADDRESS -> ec2.addresses().describe(target);
            case CAPACITY_RESERVATION -> ec2.capacityReservations().describe(target);
            case LOG_GROUP -> logGroupDescriber.describe(target);
            case AUTO_SCALING_GROUP -> scalingGroupDescriber.describe(target);
            case INFERENCE_ENDPOINT -> endpointDescriber.describe(target);
            case BUCKET -> bucketClient.describe(target, account, region.isEmpty() ? S3Bucket.Client.HOME : region);
        };
    }

    /** Describes the target of a plan as AWS shows it now. */
    public Uni<Optional<ResourceObservation>> describe(Arn target, ResourceSnapshot planned) {
        if (planned instanceof NatGateway gateway) {
            return ec2.natGateways().describe(target, Optional.ofNullable(gateway.vpc()));
        }
        return planned instanceof S3Bucket bucket
                ? describe(target, bucket.account(), bucket.region())
                : describe(target, "", "");
    }

    private static TargetKind kind(Arn target) {
        return TargetKind.of(target)
                .orElseThrow(() -> new IllegalArgumentException("there is no way to describe " + target));
    }

    /** Describes the targets of EC2. */
    @Singleton
    record Ec2Describers(
            Ec2Instance.Describer instances,
            VpcNetwork.Describer vpcs,
            EbsVolume.Describer volumes,
            EbsSnapshot.Describer snapshots,
            NatGateway.Describer natGateways,
            ElasticIp.Describer addresses,
            CapacityReservation.Describer capacityReservations) {}
}
