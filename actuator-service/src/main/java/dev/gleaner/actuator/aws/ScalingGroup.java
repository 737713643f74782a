package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.AcceleratedSeries;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.GroupCapacityUnit;
import dev.gleaner.contracts.resource.ProtectionTag;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.service.aws.SdkJsonMapper;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.MixedInstancesPolicy;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/**
 * Properties of an Auto Scaling group on which a plan is based. Its size is not compared with that of a plan, as the group changes it
 * by itself all the time: an action that depends on it compares it.
 *
 * @param template launch template with its version, in the field names of the API; absent when the group uses something
 *     else
 * @param configuration launch configuration; absent when the group uses something else
 * @param policy mixed instances policy in the field names of the API; absent when there is none
 * @param suspended suspended processes
 * @param ending state of its deletion in the terms of EC2 Auto Scaling; absent while it is not being deleted
 * @param size absent in plans that were made before it was read
 * @param capacityUnit in what its size is counted, as {@link GroupCapacityUnit} names it; absent if it is counted in instances
 */
public record ScalingGroup(
        @Nullable JsonNode template,
        @Nullable String configuration,
        @Nullable JsonNode policy,
        List<String> suspended,
        @Nullable String ending,
        Map<String, String> tags,
        @Nullable GroupSize size,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String capacityUnit)
        implements ResourceSnapshot {

    /** Parameter that only a remedy for the bounds of an Auto Scaling group has. */
    private static final String MINIMUM = "minimum";

    /** What the actuator knows of its kind. */
    public static final TargetType<ScalingGroup, Observation> TYPE = TargetType.of(
                    ResourceKind.AUTO_SCALING_GROUP, ScalingGroup.class, Observation.class, Describer::new)
            .ownedBy(TargetType.OwnerInstructions.of(
                    (resource, parameters) -> parameters.containsKey(MINIMUM)
                            ? "set MinSize and DesiredCapacity of Resources." + resource + " to "
                                    + parameters.get(MINIMUM)
                            : "set Resources." + resource + ".Properties.MixedInstancesPolicy by " + parameters,
                    (target, parameters) -> parameters.containsKey(MINIMUM)
                            ? "set min_size and desired_capacity of the aws_autoscaling_group of " + target + " to "
                                    + parameters.get(MINIMUM)
                            : "add a mixed_instances_policy to the aws_autoscaling_group of " + target + " with "
                                    + parameters))
            .usedBy(TargetType.UseEvidence.MEMBERS)
            // Instances get the tags that the group has when it launches them, as their cost is what matters, and keep
            // them.
            .taggedBy(new TagCalls(
                    "autoscaling:CreateOrUpdateTags",
                    (clients, group, tags) ->
                            clients.autoScaling(group).createOrUpdateTags(request -> request.tags(toTags(group, tags))),
                    "autoscaling:DeleteTags",
                    (clients, group, tags) ->
                            clients.autoScaling(group).deleteTags(request -> request.tags(toTags(group, tags)))));

    public ScalingGroup {
        // A value that was stored as absent is read back as JSON null.
        template = noneIfNull(template);
        policy = noneIfNull(policy);
        suspended = suspended.stream().sorted().toList();
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** A group whose size is counted in instances. */
    public ScalingGroup(
            @Nullable JsonNode template,
            @Nullable String configuration,
            @Nullable JsonNode policy,
            List<String> suspended,
            @Nullable String ending,
            Map<String, String> tags,
            @Nullable GroupSize size) {
        this(template, configuration, policy, suspended, ending, tags, size, null);
    }

    /** Tags of a group in the form of the API, which also the instances get that it launches. */
    private static List<Tag> toTags(Arn group, Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> Tag.builder()
                        .resourceId(group.scalingGroupName().orElseThrow())
                        .resourceType("auto-scaling-group")
                        .key(tag.getKey())
                        .value(tag.getValue())
                        .propagateAtLaunch(true)
                        .build())
                .toList();
    }

    /** Why the group cannot be changed; empty when it can. */
    @Override
    public Optional<String> planningObstacle() {
        if (ending != null) {
            return Optional.of("the group is being deleted: " + ending);
        }
        return suspended.isEmpty()
                ? Optional.empty()
                : Optional.of("processes of the group are suspended: " + String.join(", ", suspended));
    }

    /** Why what the group launches cannot be changed, beside what prevents any change; empty when it can. */
    public Optional<String> launchObstacle() {
        if (policy != null) {
            return Optional.of("the group has a mixed instances policy already, which its owner has to change");
        }
        return template == null
                ? Optional.of("the group launches by "
                        + (configuration == null
                                ? "something that was not shown"
                                : "launch configuration " + configuration)
                        + ", and instances can be mixed on a launch template alone")
                : Optional.empty();
    }

    /** Why its size tells nothing about a number of instances; empty when it is one. */
    public Optional<String> capacityObstacle() {
        return Optional.ofNullable(capacityUnit)
                .map(unit -> "the capacity of the group is counted in "
                        + (unit.equals(GroupCapacityUnit.WEIGHT) ? "weights of its instance types" : unit)
                        + ", not in instances");
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the group changed since the plan");
        }
        return planned instanceof ScalingGroup group && group.withoutSize().equals(withoutSize())
                ? Optional.empty()
                : planningObstacle().or(() -> Optional.of("what the group launches changed since the plan"));
    }

    private ScalingGroup withoutSize() {
        return new ScalingGroup(template, configuration, policy, suspended, ending, tags, null, capacityUnit);
    }

    private static @Nullable JsonNode noneIfNull(@Nullable JsonNode json) {
        return json == null || json.isNull() ? null : json;
    }

    /**
     * Bounds and instances of a group.
     *
     * @param instances ids of those that the group has or starts, without those that it ends
     * @param fixed ids of those of them that the group never ends to become smaller, as they are protected from scale-in
     * @param standby ids of those of them that somebody took out of service: they stay in the group, and the desired number does not
     *     contain them (Amazon EC2 Auto Scaling User Guide, "Temporarily remove instances from your Auto Scaling group"). Absent in
     *     what was stored before it was read
     */
    public record GroupSize(
            int minimum,
            int desired,
            int maximum,
            List<String> instances,
            List<String> fixed,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> standby) {

        public GroupSize {
            instances = instances.stream().sorted().toList();
            fixed = fixed.stream().sorted().toList();
            standby = standby == null ? List.of() : standby.stream().sorted().toList();
        }

        /** A group of which no instance is in standby. */
        public GroupSize(int minimum, int desired, int maximum, List<String> instances, List<String> fixed) {
            this(minimum, desired, maximum, instances, fixed, List.of());
        }

        /** Number of the instances that the desired number contains: those in service or starting. */
        public int active() {
            return instances.size() - standby.size();
        }

        @Override
        public String toString() {
            return "minimum " + minimum + ", desired " + desired + ", maximum " + maximum + ", " + instances.size()
                    + " instances";
        }
    }

    /** Description of an Auto Scaling group by EC2 Auto Scaling at one time. */
    public record Observation(ScalingGroup group) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return group;
        }

        @Override
        public String state() {
            return launchSettings() + (group.size() == null ? "" : "; " + group.size());
        }

        private String launchSettings() {
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
    public record Describer(ActuatorAwsClients clients) implements ResourceDescriber.KindDescriber {

        /**
         * The current description by EC2 Auto Scaling. An empty result means that the group was not shown, not that it does
         * not exist. A group that was created again under the same name has another ARN and is a different group.
         */
        @Override
        public Uni<Optional<ResourceObservation>> describe(Arn arn) {
            String name = arn.scalingGroupName().orElseThrow();
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
                    shown.tags().stream().collect(Collectors.toMap(TagDescription::key, TagDescription::value)),
                    size(shown),
                    capacityUnit(shown)));
        }

        private static @Nullable String capacityUnit(AutoScalingGroup shown) {
            MixedInstancesPolicy policy = shown.mixedInstancesPolicy();
            Stream<String> ofTypes = policy == null || policy.launchTemplate() == null
                    ? Stream.of()
                    : policy.launchTemplate().overrides().stream().map(LaunchTemplateOverrides::weightedCapacity);
            String unit = GroupCapacityUnit.of(
                    shown.desiredCapacityType(),
                    Stream.concat(ofTypes, shown.instances().stream().map(Instance::weightedCapacity))
                            .filter(Objects::nonNull)
                            .toList());
            return unit.equals(GroupCapacityUnit.INSTANCE) ? null : unit;
        }

        private static @Nullable GroupSize size(AutoScalingGroup shown) {
            if (shown.minSize() == null || shown.desiredCapacity() == null || shown.maxSize() == null) {
                return null;
            }
            List<Instance> instances = shown.instances().stream()
                    .filter(instance -> !isEnding(instance.lifecycleStateAsString()))
                    .toList();
            return new GroupSize(
                    shown.minSize(),
                    shown.desiredCapacity(),
                    shown.maxSize(),
                    ids(instances, instance -> true),
                    ids(instances, instance -> Boolean.TRUE.equals(instance.protectedFromScaleIn())),
                    ids(instances, instance -> isStandby(instance.lifecycleStateAsString())));
        }

        private static List<String> ids(List<Instance> instances, Predicate<Instance> which) {
            return instances.stream().filter(which).map(Instance::instanceId).toList();
        }

        /** {@code Standby} and {@code EnteringStandby}. */
        private static boolean isStandby(@Nullable String lifecycleState) {
            return lifecycleState != null && lifecycleState.endsWith("Standby");
        }

        /** {@code Terminating:Wait}, {@code Detached} and so on. */
        private static boolean isEnding(@Nullable String lifecycleState) {
            return lifecycleState != null
                    && (lifecycleState.startsWith("Terminat") || lifecycleState.startsWith("Detach"));
        }

        /** Parsed again, so that a number has the same type whether it comes from AWS or from the database. */
        private static @Nullable JsonNode json(@Nullable SdkPojo shown) {
            return shown == null ? null : Json.read(Json.bytes(SdkJsonMapper.tree(shown)), JsonNode.class);
        }
    }

    /** Reads whether the instances of a group may be fewer: their load, their tags, and whether they are being replaced. */
    public record MemberReader(ActuatorAwsClients clients) {

        /** Time over which the load is read. */
        public static final Duration WINDOW = Duration.ofHours(24);

        private static final Duration PERIOD = Duration.ofMinutes(5);

        /** Time for which a number counts where there is none: groups publish it each minute, and the last ones may be late. */
        private static final Duration NEAR = Duration.ofMinutes(30);

        private static final String LOAD = "load";
        private static final String NUMBER = "number";

        /** Values of a filter. Source: Amazon EC2 API Reference, "Filter". */
        private static final int FILTER_VALUES = 200;

        /** Why the instances must not be ended now, as they are being replaced or protected by a tag; empty if they may be. */
        public Uni<Optional<String>> objection(Arn group, GroupSize size) {
            return objection(group, size, MemberReader::protectedMember);
        }

        /**
         * The same for an action that judges them by the load of their CPU: nor may one of them have accelerators, of which CloudWatch
         * has no load.
         */
        public Uni<Optional<String>> objectionByCpu(Arn group, GroupSize size) {
            return objection(group, size, shown -> protectedMember(shown).or(() -> acceleratedMember(shown)));
        }

        private Uni<Optional<String>> objection(Arn group, GroupSize size, MemberCheck check) {
            return refresh(group)
                    .flatMap(objection ->
                            objection.isPresent() ? Uni.createFrom().item(objection) : check(group, size, check));
        }

        /** Why instances must not be ended, by their description. */
        private interface MemberCheck {
            Optional<String> objection(List<software.amazon.awssdk.services.ec2.model.Instance> shown);
        }

        private Uni<Optional<String>> refresh(Arn group) {
            String name = group.scalingGroupName().orElseThrow();
            return ContextBoundUni.onWorker(() -> clients.autoScalingWithRetry(group)
                            .describeInstanceRefreshes(request ->
                                    request.autoScalingGroupName(name).maxRecords(1)))
                    // The newest refresh is the first one, and a group has one at a time.
                    .map(answer -> answer.instanceRefreshes().stream()
                            .filter(refresh -> refresh.endTime() == null)
                            .findFirst()
                            .map(refresh -> "the instances of the group are being replaced: instance refresh "
                                    + refresh.instanceRefreshId() + " is " + refresh.statusAsString()));
        }

        private Uni<Optional<String>> check(Arn group, GroupSize size, MemberCheck check) {
            if (size.instances().isEmpty()) {
                return Uni.createFrom().item(Optional.empty());
            }
            if (size.instances().size() > FILTER_VALUES) {
                return Uni.createFrom()
                        .item(Optional.of(
                                "the group has more than " + FILTER_VALUES + " instances, whose tags are not read"));
            }
            return ContextBoundUni.onWorker(() -> clients.ec2WithRetry(group)
                            .describeInstances(request -> request.filters(
                                    filter -> filter.name("instance-id").values(size.instances()))))
                    .map(answer -> {
                        List<software.amazon.awssdk.services.ec2.model.Instance> shown = answer.reservations().stream()
                                .flatMap(reservation -> reservation.instances().stream())
                                .toList();
                        return answer.nextToken() != null
                                        || shown.size() < size.instances().size()
                                ? Optional.of("EC2 does not show all instances of the group")
                                : check.objection(shown);
                    });
        }

        private static Optional<String> protectedMember(
                List<software.amazon.awssdk.services.ec2.model.Instance> members) {
            return members.stream()
                    .filter(instance -> ProtectionTag.protecting(
                                    Ec2TagMapper.toMap(instance.tags()), GleanerTagKeys.PROTECTED)
                            .isPresent())
                    .findFirst()
                    .map(instance -> "the tag " + GleanerTagKeys.PROTECTED + " protects " + instance.instanceId()
                            + ", which the group may end");
        }

        /** A type that is not shown may have some. */
        private static Optional<String> acceleratedMember(
                List<software.amazon.awssdk.services.ec2.model.Instance> members) {
            return members.stream()
                    .filter(instance -> instance.instanceTypeAsString() == null
                            || AcceleratedSeries.hasType(instance.instanceTypeAsString()))
                    .findFirst()
                    .map(instance -> instance.instanceTypeAsString() == null
                            ? "EC2 does not show of which type " + instance.instanceId() + " is"
                            : "the CPU of " + instance.instanceId() + " does not show how much it is used: "
                                    + instance.instanceTypeAsString() + " has accelerators");
        }

        /** Reads the load of the last whole hours of the window, and of the current hour. */
        public Uni<GroupLoad> load(Instant now, Arn group, GroupSize size) {
            Instant begin = now.truncatedTo(ChronoUnit.HOURS).minus(WINDOW);
            Dimension name = CloudWatchMetrics.dimension(
                    "AutoScalingGroupName", group.scalingGroupName().orElseThrow());
            List<MetricDataQuery> queries = List.of(
                    CloudWatchMetrics.query(LOAD, "AWS/EC2", "CPUUtilization", "Average", PERIOD, name),
                    CloudWatchMetrics.query(
                            NUMBER, "AWS/AutoScaling", "GroupInServiceInstances", "Maximum", PERIOD, name));
            return CloudWatchMetrics.read(clients, group, begin, now, queries)
                    .map(answer -> load(answer, begin, group, size.standby().size()));
        }

        /**
         * The load by a response: the mean of the instances of the group times their number at that time. The mean is of all instances of the
         * group (Amazon EC2 User Guide, "CloudWatch metrics that are available for your instances", dimension AutoScalingGroupName), also of
         * those in standby, which are not in service.
         *
         * @param standby number of instances in standby
         */
        static GroupLoad load(GetMetricDataResponse answer, Instant begin, Arn group, int standby) {
            boolean isWhole = answer.nextToken() == null
                    && answer.metricDataResults().stream()
                            .allMatch(result -> result.statusCode() == StatusCode.COMPLETE);
            Map<Instant, Double> load = points(answer, LOAD);
            NavigableMap<Instant, Double> numbers = points(answer, NUMBER);
            double busiest = 0;
            Instant uncounted = null;
            for (Map.Entry<Instant, Double> point : load.entrySet()) {
                OptionalDouble number = number(numbers, point.getKey());
                if (number.isPresent()) {
                    busiest = Math.max(busiest, point.getValue() * (number.getAsDouble() + standby));
                } else {
                    uncounted = point.getKey();
                }
            }
            Instant end = begin.plus(WINDOW);
            long hours = load.keySet().stream()
                    .filter(time -> !time.isBefore(begin) && time.isBefore(end))
                    .map(time -> time.truncatedTo(ChronoUnit.HOURS))
                    .distinct()
                    .count();
            return new GroupLoad(busiest, isWhole ? hours : 0, uncounted == null ? null : enable(group, uncounted));
        }

        /** The number of that time, or the largest one shortly before or after it; empty if there is none. */
        private static OptionalDouble number(NavigableMap<Instant, Double> numbers, Instant time) {
            Double same = numbers.get(time);
            return same != null
                    ? OptionalDouble.of(same)
                    : numbers.subMap(time.minus(NEAR), true, time.plus(NEAR), true).values().stream()
                            .mapToDouble(Double::doubleValue)
                            .max();
        }

        private static String enable(Arn group, Instant uncounted) {
            return "CloudWatch does not show how many instances had the load of the group at " + uncounted
                    + ": aws autoscaling enable-metrics-collection --region " + group.region()
                    + " --auto-scaling-group-name '"
                    + group.scalingGroupName().orElseThrow()
                    + "' --granularity 1Minute --metrics GroupInServiceInstances, and wait a day";
        }

        private static NavigableMap<Instant, Double> points(GetMetricDataResponse answer, String id) {
            NavigableMap<Instant, Double> points = new TreeMap<>();
            CloudWatchMetrics.forEachPoint(answer, id, (time, value) -> points.merge(time, value, Math::max));
            return points;
        }

        /**
         * The load of a group in the last day.
         *
         * @param busiest load of the busiest five minutes, percent of one instance
         * @param hours number of whole hours with a value
         * @param uncounted why the number of instances at some of these times is not known; null if it is known of all
         */
        public record GroupLoad(
                double busiest, long hours, @Nullable String uncounted) {

            /** Share of the hours that has to be known of a group that is in use, as of an instance before its stop. */
            private static final double COVERAGE = 0.8;

            /** Why it has to be taken as too much for so many instances at a utilization; empty when they are enough. */
            public Optional<String> objection(int instances, double utilization) {
                double projected = busiest / instances;
                if (projected >= utilization) {
                    return Optional.of(String.format(
                            Locale.ROOT,
                            "the busiest five minutes of the last %d hours would be %.0f %% of the CPU of %d instances, not below %.0f %%",
                            WINDOW.toHours(),
                            projected,
                            instances,
                            utilization));
                }
                return hours < COVERAGE * WINDOW.toHours()
                        ? Optional.of("CloudWatch shows the CPU of the group in only " + hours + " of the last "
                                + WINDOW.toHours() + " hours: it is not known how much it is used")
                        : Optional.ofNullable(uncounted);
            }
        }
    }
}
