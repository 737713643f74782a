package dev.gleaner.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.autoscaling.model.MixedInstancesPolicy;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyNotFoundException;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/**
 * The actions that rules about storage, networks, inference endpoints, Auto Scaling groups and tags propose: what AWS shows of the target of each, before it, after it and
 * after its undo.
 */
enum ProposedAction {
    SNAPSHOT_AND_DELETE_VOLUME(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            return aws.volume(finding).map(ProposedAction::description).orElse(GONE);
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            return state(aws, finding).equals(GONE)
                    && aws.gleanerSnapshots(finding).stream()
                            .anyMatch(snapshot -> snapshot.stateAsString().equals("completed"));
        }
    },
    MODIFY_VOLUME(Undo.RESTORES_AFTER_SIX_HOURS) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            Volume volume = aws.volume(finding).orElseThrow();
            return volume.volumeTypeAsString() + " " + volume.size() + " GiB, " + volume.stateAsString();
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            Volume volume = aws.volume(finding).orElseThrow();
            return volume.volumeTypeAsString().equals(parameter(remedy, "type"))
                    && volume.iops().toString().equals(parameter(remedy, "iops"))
                    && volume.throughput().toString().equals(parameter(remedy, "throughput"));
        }
    },
    DELETE_SNAPSHOT(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            return aws.snapshot(finding).isPresent() + " in EC2, " + aws.isInRecycleBin(finding)
                    + " in the Recycle Bin";
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            return state(aws, finding).equals("false in EC2, true in the Recycle Bin");
        }
    },
    RELEASE_ADDRESS(Undo.NONE) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            return aws.isAllocated(finding);
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            return before.equals(true) && state(aws, finding).equals(false);
        }
    },
    CANCEL_CAPACITY_RESERVATION(Undo.NONE) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            return aws.capacityReservationState(finding);
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            return before.equals("active") && state(aws, finding).equals("cancelled");
        }
    },
    PUT_RETENTION_POLICY(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            return aws.retention(finding);
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            return state(aws, finding).equals(Optional.of(Integer.valueOf(parameter(remedy, "days"))));
        }
    },
    PUT_IMAGE_LIFECYCLE_POLICY(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            Arn repository = Arn.parse(finding.get("resource").asText());
            try (EcrClient ecr = aws.client(EcrClient.builder())) {
                return ecr.getLifecyclePolicy(
                                request -> request.repositoryName(ResourceKind.CONTAINER_REPOSITORY.name(repository)))
                        .lifecyclePolicyText();
            } catch (LifecyclePolicyNotFoundException e) {
                return GONE;
            }
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            return before.equals(GONE)
                    && state(aws, finding).toString().contains("\"countNumber\":" + parameter(remedy, "days"));
        }
    },
    PUT_LIFECYCLE_RULE(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            return Set.copyOf(aws.lifecycleRules(finding));
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            List<LifecycleRule> rules = aws.lifecycleRules(finding);
            JsonNode proposed = Json.read(parameter(remedy, "rule"), JsonNode.class);
            int added = proposed.isArray() ? proposed.size() : 1;
            return rules.containsAll((Set<?>) before)
                    && rules.size() == ((Set<?>) before).size() + added
                    && rules.stream()
                                    .filter(rule -> rule.id().startsWith("gleaner-"))
                                    .count()
                            == added;
        }
    },
    CREATE_S3_ENDPOINT(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            return aws.endpoints(finding);
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            return state(aws, finding).equals((int) before + 1);
        }
    },
    DELETE_NAT_GATEWAY(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            NatGateway gateway = aws.natGateway(finding);
            return gateway.stateAsString() + " in " + gateway.subnetId() + ", " + aws.routes(gateway);
        }

        /** The routes stay, and lead nowhere. */
        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            return state(aws, finding).equals(((String) before).replace("available", "deleted"));
        }
    },
    DELETE_ENDPOINT(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            return aws.inferenceEndpoint(finding)
                    .map(endpoint -> endpoint.endpointStatusAsString() + " by " + endpoint.endpointConfigName() + ", "
                            + withoutThoseOfGleaner(aws.tags(finding)))
                    .orElse(GONE);
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            return state(aws, finding).equals(GONE);
        }
    },
    STOP_NOTEBOOK(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            return aws.notebookStatus(finding);
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            return before.equals("InService") && state(aws, finding).equals("Stopped");
        }
    },
    SET_MIXED_INSTANCES(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            AutoScalingGroup group = aws.scalingGroup(finding);
            return group.launchTemplate() == null
                    ? GONE
                    : group.launchTemplate().launchTemplateName() + " "
                            + group.launchTemplate().version() + ", " + group.mixedInstancesPolicy();
        }

        /** All instances on Spot, of the type that the group launches, by the group's own launch template. */
        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            MixedInstancesPolicy policy = aws.scalingGroup(finding).mixedInstancesPolicy();
            return policy != null
                    && ((String) before)
                            .startsWith(policy.launchTemplate()
                                            .launchTemplateSpecification()
                                            .launchTemplateName()
                                    + " ")
                    && policy.launchTemplate().overrides().stream()
                            .map(LaunchTemplateOverrides::instanceType)
                            .toList()
                            .equals(List.of(parameter(remedy, "instance-types")))
                    && policy.instancesDistribution().onDemandBaseCapacity() == 0
                    && policy.instancesDistribution().onDemandPercentageAboveBaseCapacity() == 0;
        }
    },
    SET_SCALING_BOUNDS(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            AutoScalingGroup group = aws.scalingGroup(finding);
            return "minimum " + group.minSize() + ", desired " + group.desiredCapacity() + ", "
                    + group.instances().size() + " instances";
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            String desired = remedy.at("/parameters/desired").asText();
            return state(aws, finding)
                    .equals("minimum " + remedy.at("/parameters/minimum").asText() + ", desired " + desired + ", "
                            + desired + " instances");
        }
    },
    SET_ENDPOINT_SCALING(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            return aws.inferenceEndpoint(finding)
                    .map(endpoint -> endpoint.productionVariants().get(0).currentInstanceCount() + " instances, "
                            + endpoint.endpointStatusAsString() + " by " + endpoint.endpointConfigName())
                    .orElse(GONE);
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            String wanted = remedy.at("/parameters/instances").asText() + " instances,";
            return !state(aws, finding).equals(before) && ((String) state(aws, finding)).startsWith(wanted);
        }
    },
    TAG_RESOURCE(Undo.RESTORES) {
        @Override
        Object state(EstateAws aws, JsonNode finding) {
            return aws.tags(finding);
        }

        @Override
        boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before) {
            TreeMap<Object, Object> after = new TreeMap<>((Map<?, ?>) before);
            remedy.get("parameters")
                    .properties()
                    .forEach(tag -> after.put(tag.getKey(), tag.getValue().asText()));
            return !after.equals(before) && after.equals(state(aws, finding));
        }
    };

    /** The state of a target that AWS does not show. */
    static final String GONE = "gone";

    private final Undo undo;

    ProposedAction(Undo undo) {
        this.undo = undo;
    }

    /** What takes an action back. */
    enum Undo {
        NONE,
        RESTORES,
        /** EC2 modifies a volume only every six hours. */
        RESTORES_AFTER_SIX_HOURS
    }

    static Optional<ProposedAction> of(String action) {
        return Arrays.stream(values())
                .filter(known -> known.action().equals(action))
                .findFirst();
    }

    /** Its name in remedies, which is that of the constant in the contract. */
    String action() {
        return RemedyAction.valueOf(name()).id();
    }

    Undo undo() {
        return undo;
    }

    /** What AWS shows of the target, as far as the undo restores it. */
    abstract Object state(EstateAws aws, JsonNode finding);

    /** Whether AWS shows that a remedy was carried out on a target that was in this state before. */
    abstract boolean isDone(EstateAws aws, JsonNode finding, JsonNode remedy, Object before);

    private static String parameter(JsonNode remedy, String name) {
        return remedy.get("parameters").get(name).asText();
    }

    private static Map<String, String> withoutThoseOfGleaner(Map<String, String> tags) {
        TreeMap<String, String> others = new TreeMap<>(tags);
        others.keySet().removeIf(key -> key.startsWith("gleaner:"));
        return others;
    }

    /** Everything of a volume but its id, its times and the tags of Gleaner. */
    private static String description(Volume volume) {
        TreeMap<String, String> tags = new TreeMap<>();
        volume.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        return volume.volumeTypeAsString() + " " + volume.size() + " GiB, " + volume.iops() + " IOPS, "
                + volume.throughput() + " MiB/s, " + volume.availabilityZone() + ", " + volume.stateAsString() + ", "
                + withoutThoseOfGleaner(tags);
    }
}
