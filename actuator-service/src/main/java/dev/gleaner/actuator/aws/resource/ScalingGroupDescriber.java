package dev.gleaner.actuator.aws.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.service.aws.SdkJsonMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.MixedInstancesPolicy;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;

/** An Auto Scaling group, one a call, and what it launches by as JSON and back. */
@ApplicationScoped
public class ScalingGroupDescriber {

    private static final String BEFORE_NAME = ":autoScalingGroupName/";

    private final ActuatorAwsClients clients;

    ScalingGroupDescriber(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    /**
     * Name of the group of {@code arn:aws:autoscaling:REGION:ACCOUNT:autoScalingGroup:UUID:autoScalingGroupName/NAME};
     * empty for any other ARN.
     */
    public static Optional<String> name(Arn arn) {
        int at = arn.resource().indexOf(BEFORE_NAME);
        String name = at < 0 ? "" : arn.resource().substring(at + BEFORE_NAME.length());
        return arn.service().equals("autoscaling") && arn.resource().startsWith("autoScalingGroup:") && !name.isEmpty()
                ? Optional.of(name)
                : Optional.empty();
    }

    /**
     * What EC2 Auto Scaling shows now; empty means nothing was shown, never that the group is gone. A group that was made
     * anew under the same name has another ARN, and is another one.
     */
    public Uni<Optional<ResourceObservation>> describe(Arn arn) {
        String name = name(arn).orElseThrow();
        return ContextBoundUni.onWorker(() -> clients.autoScalingReading(arn)
                        .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name)))
                .map(answer -> answer.autoScalingGroups().stream()
                        .filter(shown -> arn.toString().equals(shown.autoScalingGroupARN()))
                        .findFirst()
                        .map(ScalingGroupDescriber::sighting));
    }

    /** The policy that this JSON says. */
    public static MixedInstancesPolicy policy(JsonNode json) {
        return (MixedInstancesPolicy) SdkJsonMapper.build(json, MixedInstancesPolicy.builder());
    }

    /** The launch template that this JSON says. */
    public static LaunchTemplateSpecification template(JsonNode json) {
        return (LaunchTemplateSpecification) SdkJsonMapper.build(json, LaunchTemplateSpecification.builder());
    }

    private static ResourceObservation sighting(AutoScalingGroup shown) {
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
