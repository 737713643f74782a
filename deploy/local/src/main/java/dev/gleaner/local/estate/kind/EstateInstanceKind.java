package dev.gleaner.local.estate.kind;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.SeededRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** EC2 instances, which the Auto Scaling groups follow from. */
final class EstateInstanceKind extends EstateKind<EstateInstance> {

    /** The step that changes the type of an instance. */
    private static final String RESIZING = "set-size";

    EstateInstanceKind() {
        super("resources", "an instance", EstateInstance.class);
    }

    @Override
    public boolean isOfEc2() {
        return true;
    }

    @Override
    public boolean runsServices() {
        return true;
    }

    @Override
    public EstateInstance withNameTag(EstateInstance instance) {
        return instance.withNameTag();
    }

    @Override
    public Arn arn(EstateInstance instance, String name, UnaryOperator<String> id) {
        return Arn.instance(instance.region(), instance.account(), id.apply(name));
    }

    @Override
    public Map<String, String> madeIds(EstateInstance instance, SeededRandom random) {
        Map<String, String> ids = new HashMap<>(madeId(instance.name(), "i-", random));
        String group = instance.autoScalingGroup();
        if (group != null) {
            ids.put(group, groupId(group, random.derive(group).derive("group").hex(32)));
        }
        return ids;
    }

    /** The id of a group is all that is its own in its ARN. */
    private static String groupId(String group, String hex) {
        return "autoScalingGroup:"
                + UUID.fromString(hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-"))
                + ":autoScalingGroupName/" + group;
    }

    @Override
    public List<String> addressed(EstateInstance instance) {
        return List.of(instance.name());
    }

    @Override
    public Map<EstateMetric.Source, List<String>> measured(EstateInstance instance) {
        return Map.of(EstateMetric.Source.INSTANCE, List.of(instance.name()));
    }

    @Override
    public EstateInstance after(EstateInstance instance, AuditedStep step) {
        return resized(instance, step, step.parameters().path("instanceType").asText());
    }

    @Override
    public EstateInstance undone(EstateInstance instance, AuditedStep step) {
        return resized(instance, step, step.before("instance").path("type").asText());
    }

    private static EstateInstance resized(EstateInstance instance, AuditedStep step, String type) {
        return step.step().equals(RESIZING) && !type.isEmpty() ? instance.withType(type) : instance;
    }
}
