package dev.gleaner.actuator.action.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.actuator.action.Change;
import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.ScalingGroup;
import dev.gleaner.actuator.aws.ScalingGroups;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.Subject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;

/** Lets an Auto Scaling group launch Spot instances of several types beside those on demand, from its own launch template. */
@Singleton
public class SetMixedInstances extends ScalingGroupAction {

    SetMixedInstances(AwsClients clients) {
        super(clients);
    }

    @Override
    public String name() {
        return "set-mixed-instances";
    }

    @Override
    public boolean restores() {
        return false;
    }

    @Override
    public Optional<String> undoneBy() {
        return Optional.of(RestoreLaunchTemplate.NAME);
    }

    /** Source: EC2 Auto Scaling API Reference, "UpdateAutoScalingGroup", on a policy instead of a launch template. */
    @Override
    public List<String> lost(Subject planned, Map<String, String> parameters) {
        return List.of("the instances that the group replaces to match the policy, and again when it is taken back, "
                + "with what runs on them");
    }

    @Override
    public Optional<Change> change(Subject planned, Map<String, String> parameters) {
        ScalingGroup group = (ScalingGroup) planned;
        JsonNode template = template(group);
        return Optional.of(Mix.of(parameters)
                .map(mix -> Change.of(template, mix.policy(template)))
                .orElseGet(() ->
                        Change.impossible(template, Mix.problem(parameters).orElseThrow())));
    }

    @Override
    UpdateAutoScalingGroupRequest request(Order order) {
        return UpdateAutoScalingGroupRequest.builder()
                .autoScalingGroupName(ScalingGroups.name(order.target()).orElseThrow())
                .mixedInstancesPolicy(ScalingGroups.policy(mix(order).policy(template(planned(order)))))
                .build();
    }

    @Override
    public Progress see(Order order, Sighting before, Sighting now) {
        ScalingGroup group = group(now);
        if (isAsPut(order, group)) {
            return Progress.DONE;
        }
        return group.policy() == null
                        && Objects.equals(group.template(), group(before).template())
                ? Progress.NOT_YET
                : Progress.CONTESTED;
    }

    /** Whether a group has the policy of this order. */
    static boolean isAsPut(Order order, ScalingGroup now) {
        JsonNode policy = now.policy();
        return policy != null && mix(order).isShownBy(policy, template(planned(order)));
    }

    @Override
    public Optional<String> obstacle(Order order, Sighting now) {
        return Mix.problem(order.parameters())
                .or(() -> isAsPut(order, group(now))
                        ? Optional.empty()
                        : group(now).unplannable());
    }

    private static Mix mix(Order order) {
        return Mix.of(order.parameters()).orElseThrow();
    }

    /** As EC2 Auto Scaling takes it: it shows name and id, and wants one of them. */
    static JsonNode template(ScalingGroup group) {
        ObjectNode template = required(group.template()).deepCopy();
        if (template.has("LaunchTemplateId")) {
            template.remove("LaunchTemplateName");
        }
        return template;
    }

    private static JsonNode required(@Nullable JsonNode template) {
        return Objects.requireNonNull(template, "a group without a launch template is not planned");
    }
}
