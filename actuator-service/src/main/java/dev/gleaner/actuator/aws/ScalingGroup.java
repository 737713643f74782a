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
 * What a plan rests on of an Auto Scaling group. Its sizes are not part of it: it changes them by itself all the time.
 *
 * @param template launch template with its version, in the API's own field names; absent when it launches by something else
 * @param configuration launch configuration, absent when it launches by something else
 * @param policy mixed instances policy in the API's own field names, absent when there is none
 * @param suspended processes that somebody suspended
 * @param ending EC2's name of the state of its deletion, absent while it is not being deleted
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
        // What was stored without one comes back as the null of JSON.
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

    /** Why its launches can't be changed; empty when they can. */
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
                : Optional.of("somebody suspended " + String.join(", ", suspended) + " of the group");
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

    /** An Auto Scaling group as EC2 Auto Scaling showed it once. */
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

    /** An Auto Scaling group, one a call, and what it launches by as JSON and back. */
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
         * What EC2 Auto Scaling shows now; empty means nothing was shown, never that the group is gone. A group that was made
         * anew under the same name has another ARN, and is another one.
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

        /** The policy that this JSON says. */
        public static MixedInstancesPolicy policy(JsonNode json) {
            return (MixedInstancesPolicy) SdkJsonMapper.build(json, MixedInstancesPolicy.builder());
        }

        /** The launch template that this JSON says. */
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

        /** Read anew, so that a number is of the same type whether it came from AWS or from the database. */
        private static @Nullable JsonNode json(@Nullable SdkPojo shown) {
            return shown == null ? null : Json.read(Json.bytes(SdkJsonMapper.tree(shown)), JsonNode.class);
        }
    }
}
