package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.service.aws.SdkJsonMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.MixedInstancesPolicy;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;

/**
 * Properties of an Auto Scaling group on which a plan is based. They do not include its sizes, which the group changes by
 * itself all the time.
 *
 * @param template launch template with its version, in the field names of the API; absent when the group uses something
 *     else
 * @param configuration launch configuration; absent when the group uses something else
 * @param policy mixed instances policy in the field names of the API; absent when there is none
 * @param suspended suspended processes
 * @param ending state of its deletion in the terms of EC2 Auto Scaling; absent while it is not being deleted
 */
public record ScalingGroup(
        @Nullable JsonNode template,
        @Nullable String configuration,
        @Nullable JsonNode policy,
        List<String> suspended,
        @Nullable String ending,
        Map<String, String> tags)
        implements ResourceSnapshot {

    public ScalingGroup {
        // A value that was stored as absent is read back as JSON null.
        template = noneIfNull(template);
        policy = noneIfNull(policy);
        suspended = suspended.stream().sorted().toList();
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public TargetKind kind() {
        return TargetKind.AUTO_SCALING_GROUP;
    }

    @Override
    public ScalingGroup canonical() {
        return this;
    }

    /** Why the launch settings of the group cannot be changed; empty when they can. */
    @Override
    public Optional<String> planningObstacle() {
        if (ending != null) {
            return Optional.of("the group is being deleted: " + ending);
        }
        if (policy != null) {
            return Optional.of("the group has a mixed instances policy already, which its owner has to change");
        }
        if (template == null) {
            return Optional.of("the group launches by "
                    + (configuration == null ? "something that was not shown" : "launch configuration " + configuration)
                    + ", and instances can be mixed on a launch template alone");
        }
        return suspended.isEmpty()
                ? Optional.empty()
                : Optional.of("processes of the group are suspended: " + String.join(", ", suspended));
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the group changed since the plan");
        }
        return planned.equals(this)
                ? Optional.empty()
                : planningObstacle().or(() -> Optional.of("the launch template of the group changed since the plan"));
    }

    private static @Nullable JsonNode noneIfNull(@Nullable JsonNode json) {
        return json == null || json.isNull() ? null : json;
    }

    /** Description of an Auto Scaling group by EC2 Auto Scaling at one time. */
    public record Observation(ScalingGroup group) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return group;
        }

        @Override
        public String state() {
            if (group.policy() != null) {
                return "mixed instances policy " + group.policy();
            }
            return group.template() == null
                    ? "launch configuration " + group.configuration()
                    : "launch template " + group.template();
        }

        @Override
        public String sentence() {
            return "the group launches by " + state();
        }
    }

    /** Describes one Auto Scaling group, and converts its launch settings to JSON and back. */
    @ApplicationScoped
    public static class Describer {

        private static final String BEFORE_NAME = ":autoScalingGroupName/";

        private final ActuatorAwsClients clients;

        Describer(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        /**
         * Name of the group of {@code arn:aws:autoscaling:REGION:ACCOUNT:autoScalingGroup:UUID:autoScalingGroupName/NAME};
         * empty for any other ARN.
         */
        public static Optional<String> name(Arn arn) {
            int at = arn.resource().indexOf(BEFORE_NAME);
            String name = at < 0 ? "" : arn.resource().substring(at + BEFORE_NAME.length());
            return arn.service().equals("autoscaling")
                            && arn.resource().startsWith("autoScalingGroup:")
                            && !name.isEmpty()
                    ? Optional.of(name)
                    : Optional.empty();
        }

        /**
         * The current description by EC2 Auto Scaling. An empty result means that the group was not shown, not that it does
         * not exist. A group that was created again under the same name has another ARN and is a different group.
         */
        public Uni<Optional<ResourceObservation>> describe(Arn arn) {
            String name = name(arn).orElseThrow();
            return ContextBoundUni.onWorker(() -> clients.autoScalingWithRetry(arn)
                            .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name)))
                    .map(answer -> answer.autoScalingGroups().stream()
                            .filter(shown -> arn.toString().equals(shown.autoScalingGroupARN()))
                            .findFirst()
                            .map(Describer::toObservation));
        }

        /** Converts JSON to a mixed instances policy. */
        public static MixedInstancesPolicy policy(JsonNode json) {
            return (MixedInstancesPolicy) SdkJsonMapper.build(json, MixedInstancesPolicy.builder());
        }

        /** Converts JSON to a launch template. */
        public static LaunchTemplateSpecification template(JsonNode json) {
            return (LaunchTemplateSpecification) SdkJsonMapper.build(json, LaunchTemplateSpecification.builder());
        }

        private static ResourceObservation toObservation(AutoScalingGroup shown) {
            return new ScalingGroup.Observation(new ScalingGroup(
                    json(shown.launchTemplate()),
                    shown.launchConfigurationName(),
                    json(shown.mixedInstancesPolicy()),
                    shown.suspendedProcesses().stream()
                            .map(SuspendedProcess::processName)
                            .toList(),
                    shown.status(),
                    shown.tags().stream().collect(Collectors.toMap(TagDescription::key, TagDescription::value))));
        }

        /** Parsed again, so that a number has the same type whether it comes from AWS or from the database. */
        private static @Nullable JsonNode json(@Nullable SdkPojo shown) {
            return shown == null ? null : Json.read(Json.bytes(SdkJsonMapper.tree(shown)), JsonNode.class);
        }
    }
}
