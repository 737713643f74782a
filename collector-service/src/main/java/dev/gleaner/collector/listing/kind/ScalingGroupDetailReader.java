package dev.gleaner.collector.listing.kind;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.fleet.InstanceLaunchRegistry;
import dev.gleaner.contracts.signal.proto.LaunchedInstances;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.AutoScalingAsyncClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribePoliciesResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeScheduledActionsResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.autoscaling.model.ScheduledUpdateGroupAction;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;

/**
 * Reads what a listing of Auto Scaling groups does not tell: what changes their sizes, and as what their instances were launched. What we are
 * not permitted to read is left out and recorded; other failures are thrown.
 */
record ScalingGroupDetailReader(
        RateLimitedAwsClients aws, InstanceLaunchRegistry launches, AccessDeniedRecorder denied) {

    private static final String POLICIES = "autoscaling:DescribePolicies";
    private static final String SCHEDULES = "autoscaling:DescribeScheduledActions";
    private static final String INSTANCES = "ec2:DescribeInstances";

    /** Page limit of EC2 Auto Scaling. */
    private static final int PAGE = 100;

    /** Values of a filter. Source: Amazon EC2 API Reference, "Filter". */
    private static final int FILTER_VALUES = 200;

    /** The details of all groups of a region. */
    GroupDetails read(AwsAccountRegion where, String account, List<AutoScalingGroup> groups) {
        if (groups.isEmpty()) {
            return GroupDetails.UNKNOWN;
        }
        return new GroupDetails(
                denied.permitted("Scaling policies of " + where, POLICIES, () -> policies(where)),
                denied.permitted("Scheduled actions of " + where, SCHEDULES, () -> schedules(where)),
                launches(where, account, groups));
    }

    private Map<String, Integer> policies(AwsAccountRegion where) {
        List<ScalingPolicy> policies = AwsPaginator.readAll(
                token -> aws.client(AutoScalingAsyncClient.class, AutoScalingAsyncClient::builder, where)
                        .describePolicies(request -> request.maxRecords(PAGE).nextToken(token)),
                DescribePoliciesResponse::nextToken,
                DescribePoliciesResponse::scalingPolicies);
        // Policies from before they could be disabled are not told to be enabled.
        return count(policies.stream()
                .filter(policy -> !Boolean.FALSE.equals(policy.enabled()))
                .map(ScalingPolicy::autoScalingGroupName));
    }

    private Map<String, Integer> schedules(AwsAccountRegion where) {
        return count(AwsPaginator.readAll(
                        token -> aws.client(AutoScalingAsyncClient.class, AutoScalingAsyncClient::builder, where)
                                .describeScheduledActions(
                                        request -> request.maxRecords(PAGE).nextToken(token)),
                        DescribeScheduledActionsResponse::nextToken,
                        DescribeScheduledActionsResponse::scheduledUpdateGroupActions)
                .stream()
                .map(ScheduledUpdateGroupAction::autoScalingGroupName));
    }

    private static Map<String, Integer> count(Stream<String> names) {
        return names.collect(Collectors.toMap(name -> name, name -> 1, Integer::sum));
    }

    /** The launches by id: of instances that no listing shows yet, as after a start, by a request for them alone. */
    private Map<String, InstanceLaunchRegistry.Launch> launches(
            AwsAccountRegion where, String account, List<AutoScalingGroup> groups) {
        Map<String, InstanceLaunchRegistry.Launch> known = new TreeMap<>();
        List<String> others = new ArrayList<>();
        groups.stream()
                .flatMap(group -> group.instances().stream())
                .map(Instance::instanceId)
                .filter(Objects::nonNull)
                .sorted()
                .distinct()
                .forEach(
                        id -> launches.find(id).ifPresentOrElse(launch -> known.put(id, launch), () -> others.add(id)));
        for (int from = 0; from < others.size(); from += FILTER_VALUES) {
            List<String> some = others.subList(from, Math.min(others.size(), from + FILTER_VALUES));
            denied.permitted(
                            "Instances of Auto Scaling groups of " + where,
                            INSTANCES,
                            () -> describe(where, account, some))
                    .ifPresent(known::putAll);
        }
        return known;
    }

    private Map<String, InstanceLaunchRegistry.Launch> describe(
            AwsAccountRegion where, String account, List<String> ids) {
        return AwsPaginator.readAll(
                        token -> aws.ec2(where)
                                .describeInstances(request -> request.filters(filter ->
                                                filter.name("instance-id").values(ids))
                                        .nextToken(token)),
                        DescribeInstancesResponse::nextToken,
                        DescribeInstancesResponse::reservations)
                .stream()
                .flatMap(reservation -> reservation.instances().stream())
                .map(instance -> InstanceLaunchRegistry.Launch.of(where.region(), account, instance))
                .collect(Collectors.toMap(launch -> launch.instance().id(), launch -> launch));
    }

    /**
     * Details of the groups of a region.
     *
     * @param policies number of enabled scaling policies by the name of the group; empty if not known
     * @param schedules number of scheduled actions by the name of the group; empty if not known
     * @param launches by the id of the instance
     */
    record GroupDetails(
            Optional<Map<String, Integer>> policies,
            Optional<Map<String, Integer>> schedules,
            Map<String, InstanceLaunchRegistry.Launch> launches) {

        /** Nothing is known. */
        static final GroupDetails UNKNOWN = new GroupDetails(Optional.empty(), Optional.empty(), Map.of());

        /** The instances of a group by their launch, in a fixed order. */
        List<LaunchedInstances> launched(AutoScalingGroup group) {
            Map<LaunchedInstances, Integer> counts = new TreeMap<>(Comparator.comparing(LaunchedInstances::getType)
                    .thenComparing(LaunchedInstances::getMarket)
                    .thenComparing(LaunchedInstances::getPlatform)
                    .thenComparing(LaunchedInstances::getTenancy));
            group.instances().stream()
                    .flatMap(instance -> Optional.ofNullable(launches.get(instance.instanceId())).stream())
                    .forEach(launch -> counts.merge(alike(launch), 1, Integer::sum));
            return counts.entrySet().stream()
                    .map(same ->
                            same.getKey().toBuilder().setCount(same.getValue()).build())
                    .toList();
        }

        private static LaunchedInstances alike(InstanceLaunchRegistry.Launch launch) {
            return LaunchedInstances.newBuilder()
                    .setType(launch.type())
                    .setMarket(launch.market())
                    .setPlatform(launch.platform())
                    .setTenancy(launch.tenancy())
                    .build();
        }
    }
}
