package dev.gleaner.systemtests.environment;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import java.util.Arrays;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.AddressAttributeName;
import software.amazon.awssdk.services.ecr.EcrClient;

/**
 * A kind of target in the matrices: how one is made in the stand-in, what AWS answers if there is none, and what changes it from outside. A
 * change that no kind has fails.
 */
public enum TargetScenario {
    INSTANCE(ResourceKind.INSTANCE, Protocol.EC2, "InvalidInstanceID.NotFound", "reservationSet") {
        /** It is tagged when it is created, so that it has its tags from the beginning. */
        @Override
        Arn create(AwsTargetFactory targets, Map<String, String> tags) {
            return targets.createInstance(AwsTargetFactory.InstanceSpec.ON_DEMAND, tags);
        }

        @Override
        Arn create(AwsTargetFactory targets) {
            return create(targets, Map.of());
        }
    },
    BUCKET(ResourceKind.BUCKET, Protocol.S3, "ResourceNotFound", "") {
        @Override
        Arn create(AwsTargetFactory targets) {
            return targets.bucket();
        }

        @Override
        public void change(ExternalActor actor, Arn target) {
            actor.writeLifecycle(target);
        }

        @Override
        void tag(AwsTargetFactory.Clients aws, Arn target, Map<String, String> tags) {
            aws.s3()
                    .putBucketTagging(request -> request.bucket(target.id())
                            .tagging(tagging -> tagging.tagSet(tags.entrySet().stream()
                                    .map(tag -> software.amazon.awssdk.services.s3.model.Tag.builder()
                                            .key(tag.getKey())
                                            .value(tag.getValue())
                                            .build())
                                    .toList())));
        }
    },
    VPC(ResourceKind.VPC, Protocol.EC2, "InvalidVpcID.NotFound", "vpcSet") {
        @Override
        Arn create(AwsTargetFactory targets) {
            return targets.vpc();
        }

        @Override
        public void change(ExternalActor actor, Arn target) {
            actor.createEndpoint(target);
        }
    },
    VOLUME(ResourceKind.VOLUME, Protocol.EC2, "InvalidVolume.NotFound", "volumeSet") {
        @Override
        Arn create(AwsTargetFactory targets) {
            return targets.volume();
        }

        @Override
        public void change(ExternalActor actor, Arn target) {
            actor.modify(target);
        }
    },
    SNAPSHOT(ResourceKind.SNAPSHOT, Protocol.EC2, "InvalidSnapshot.NotFound", "snapshotSet") {
        @Override
        Arn create(AwsTargetFactory targets) {
            return targets.snapshot();
        }

        @Override
        void requireSupport(AwsTargetFactory.Clients aws, Arn target) {
            aws.ec2().listSnapshotsInRecycleBin(request -> request.snapshotIds(target.id()));
        }
    },
    NAT_GATEWAY(ResourceKind.NAT_GATEWAY, Protocol.EC2, "NatGatewayNotFound", "natGatewaySet") {
        @Override
        Arn create(AwsTargetFactory targets) {
            return targets.natGateway();
        }

        @Override
        public void change(ExternalActor actor, Arn target) {
            actor.deleteRoutes(target);
        }
    },
    ADDRESS(ResourceKind.ADDRESS, Protocol.EC2, "InvalidAllocationID.NotFound", "addressesSet") {
        @Override
        Arn create(AwsTargetFactory targets) {
            return targets.address();
        }

        @Override
        void requireSupport(AwsTargetFactory.Clients aws, Arn target) {
            aws.ec2()
                    .describeAddressesAttribute(
                            request -> request.allocationIds(target.id()).attribute(AddressAttributeName.DOMAIN_NAME));
        }
    },
    CAPACITY_RESERVATION(
            ResourceKind.CAPACITY_RESERVATION,
            Protocol.EC2,
            "InvalidCapacityReservationId.NotFound",
            "capacityReservationSet") {
        @Override
        Arn create(AwsTargetFactory targets) {
            return targets.capacityReservation();
        }
    },
    LOG_GROUP(ResourceKind.LOG_GROUP, Protocol.JSON, "ResourceNotFound", "logGroups") {
        @Override
        Arn create(AwsTargetFactory targets) {
            return targets.logGroup();
        }

        @Override
        public void change(ExternalActor actor, Arn target) {
            actor.setRetention(target, 365);
        }

        @Override
        void tag(AwsTargetFactory.Clients aws, Arn target, Map<String, String> tags) {
            aws.logs()
                    .tagResource(
                            request -> request.resourceArn(target.toString()).tags(tags));
        }
    },
    CONTAINER_REPOSITORY(ResourceKind.CONTAINER_REPOSITORY, Protocol.JSON, "ResourceNotFound", "repositories") {
        /** One without images. */
        @Override
        Arn create(AwsTargetFactory targets) {
            return Arn.parse(Ecr.CLIENT
                    .createRepository(request -> request.repositoryName(AwsTargetFactory.uniqueName()))
                    .repository()
                    .repositoryArn());
        }

        /** Lets all but one of its untagged images expire. */
        @Override
        public void change(ExternalActor actor, Arn target) {
            Ecr.CLIENT.putLifecyclePolicy(
                    request -> request.repositoryName(resource().name(target)).lifecyclePolicyText("""
                    {"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":1},
                      "action":{"type":"expire"}}]}"""));
        }

        @Override
        void tag(AwsTargetFactory.Clients aws, Arn target, Map<String, String> tags) {
            tags.forEach((key, value) -> Ecr.CLIENT.tagResource(request -> request.resourceArn(target.toString())
                    .tags(tag -> tag.key(key).value(value))));
        }
    },
    AUTO_SCALING_GROUP(ResourceKind.AUTO_SCALING_GROUP, Protocol.QUERY, "ResourceNotFound", "AutoScalingGroups") {
        @Override
        Arn create(AwsTargetFactory targets) {
            return targets.group(AwsTargetFactory.InstanceSpec.ON_DEMAND.type());
        }

        @Override
        public void change(ExternalActor actor, Arn target) {
            actor.mix(target);
        }

        @Override
        void tag(AwsTargetFactory.Clients aws, Arn target, Map<String, String> tags) {
            tags.forEach((key, value) -> aws.groups()
                    .createOrUpdateTags(request -> request.tags(tag -> tag.resourceId(AwsTargetFactory.name(target))
                            .resourceType("auto-scaling-group")
                            .key(key)
                            .value(value)
                            .propagateAtLaunch(false))));
        }
    },
    INFERENCE_ENDPOINT(ResourceKind.INFERENCE_ENDPOINT, Protocol.JSON, "ResourceNotFound", "") {
        @Override
        Arn create(AwsTargetFactory targets) {
            return targets.inferenceEndpoint();
        }

        @Override
        public void change(ExternalActor actor, Arn target) {
            actor.scale(target);
        }

        @Override
        void tag(AwsTargetFactory.Clients aws, Arn target, Map<String, String> tags) {
            tagInSageMaker(aws, target, tags);
        }

        @Override
        String withoutTarget(String answer) {
            return answer.replaceAll("\"EndpointArn\": ?\"[^\"]*\"", "\"EndpointArn\": \"another\"");
        }
    },
    NOTEBOOK(ResourceKind.NOTEBOOK_INSTANCE, Protocol.JSON, "RecordNotFound", "") {
        @Override
        Arn create(AwsTargetFactory targets) {
            return targets.notebook();
        }

        @Override
        public void change(ExternalActor actor, Arn target) {
            actor.restart(target);
        }

        @Override
        void tag(AwsTargetFactory.Clients aws, Arn target, Map<String, String> tags) {
            tagInSageMaker(aws, target, tags);
        }

        @Override
        String withoutTarget(String answer) {
            return answer.replaceAll("\"NotebookInstanceArn\": ?\"[^\"]*\"", "\"NotebookInstanceArn\": \"another\"");
        }
    };

    private final ResourceKind resource;
    private final Protocol protocol;
    private final String notFoundCode;
    private final String listElement;

    /**
     * @param notFoundCode code of EC2's error for an unknown target
     * @param listElement element or field of the list of targets in an answer; empty if none has one
     */
    TargetScenario(ResourceKind resource, Protocol protocol, String notFoundCode, String listElement) {
        this.resource = resource;
        this.protocol = protocol;
        this.notFoundCode = notFoundCode;
        this.listElement = listElement;
    }

    /** The kind of a target. */
    static TargetScenario of(Arn target) {
        ResourceKind resource = ResourceKind.of(target).orElseThrow();
        return Arrays.stream(values())
                .filter(kind -> kind.resource == resource)
                .findFirst()
                .orElseThrow();
    }

    /** The kind of the resource. */
    public ResourceKind resource() {
        return resource;
    }

    /** How its service answers. */
    public Protocol protocol() {
        return protocol;
    }

    /** Code of EC2's error if there is no such target. */
    public String notFoundCode() {
        return notFoundCode;
    }

    /** Makes a target without tags. */
    abstract Arn create(AwsTargetFactory targets);

    /** Makes a target with these tags. */
    Arn create(AwsTargetFactory targets, Map<String, String> tags) {
        Arn target = create(targets);
        if (!tags.isEmpty()) {
            targets.externalActor().tag(target, tags);
        }
        return target;
    }

    /** Adds tags as somebody else would; on a bucket they replace all tags. */
    void tag(AwsTargetFactory.Clients aws, Arn target, Map<String, String> tags) {
        tags.forEach((key, value) -> aws.ec2()
                .createTags(request ->
                        request.resources(target.id()).tags(tag -> tag.key(key).value(value))));
    }

    /** The stand-in keeps a tag of the same key beside the new one. */
    private static void tagInSageMaker(AwsTargetFactory.Clients aws, Arn target, Map<String, String> tags) {
        tags.forEach((key, value) -> {
            aws.sageMaker()
                    .deleteTags(
                            request -> request.resourceArn(target.toString()).tagKeys(key));
            aws.sageMaker()
                    .addTags(request -> request.resourceArn(target.toString())
                            .tags(tag -> tag.key(key).value(value)));
        });
    }

    /** Fails if the stand-in lacks a call on such targets. */
    void requireSupport(AwsTargetFactory.Clients aws, Arn target) {}

    /** Changes what a plan for the target is based on, as somebody else would. */
    public void change(ExternalActor actor, Arn target) {
        throw new IllegalStateException("has no change");
    }

    /** The answer without the targets of this kind in it. */
    String withoutTarget(String answer) {
        if (listElement.isEmpty()) {
            return answer;
        }
        return protocol == Protocol.JSON
                ? answer.replaceAll("(?s)\"" + listElement + "\": ?\\[.*\\]", "\"" + listElement + "\": []")
                : answer.replaceAll("(?s)<" + listElement + ">.*</" + listElement + ">", "<" + listElement + "/>");
    }

    /** The answer without targets of any kind, as answers about one target show others with it. */
    public static String withoutTargets(String answer) {
        String empty = answer;
        for (TargetScenario kind : values()) {
            empty = kind.withoutTarget(empty);
        }
        return empty;
    }

    /** Its client, made when a target is: tests without a stand-in name the kinds. */
    private static final class Ecr {
        static final EcrClient CLIENT = AwsTargetFactory.Clients.client(EcrClient.builder());
    }

    /** How a service answers with an error. */
    public enum Protocol {
        EC2,
        QUERY,
        S3,
        JSON
    }
}
