package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceDescriber;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetRegistry;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Describes many targets: instances in groups, since AWS allows only ten describe calls a second in an account and region;
 * others one by one, a few at the same time.
 */
@ApplicationScoped
class TargetInspector {

    private static final int CONCURRENCY = 4;

    private final ResourceDescriber resourceDescriber;
    private final BatchDescriber batchDescriber;

    TargetInspector(ResourceDescriber resourceDescriber, ActuatorAwsClients clients) {
        this.resourceDescriber = resourceDescriber;
        this.batchDescriber = new BatchDescriber(new Ec2Instance.Describer(clients)::describe);
    }

    /** Describes the targets and returns the results by target; failures are results too. */
    Uni<Map<String, InspectionResult>> inspect(List<Request> all) {
        List<Uni<Map<String, InspectionResult>>> inspections = new ArrayList<>();
        groups(all).forEach(group -> inspections.add(batchDescriber.describeAll(group)));
        all.stream()
                .filter(request -> !isInstance(request))
                .forEach(request -> inspections.add(
                        inspectSingly(request).map(inspectionResult -> Map.of(request.target(), inspectionResult))));
        return Multi.createFrom()
                .iterable(inspections)
                .onItem()
                .transformToUni(inspection -> inspection)
                .merge(CONCURRENCY)
                .collect()
                .in(HashMap<String, InspectionResult>::new, Map::putAll)
                .map(Map::copyOf);
    }

    private static boolean isInstance(Request request) {
        return TargetRegistry.findKind(request.arn()).equals(Optional.of(ResourceKind.INSTANCE));
    }

    /** Groups the instances by account and region, at most as many as a call accepts. */
    private static List<List<Arn>> groups(List<Request> all) {
        Map<String, List<Arn>> byPlace = all.stream()
                .filter(TargetInspector::isInstance)
                .map(Request::arn)
                .collect(Collectors.groupingBy(arn -> arn.account() + " " + arn.region()));
        List<List<Arn>> groups = new ArrayList<>();
        for (List<Arn> there : byPlace.values()) {
            for (int from = 0; from < there.size(); from += Ec2Instance.Describer.TOGETHER) {
                groups.add(there.subList(from, Math.min(there.size(), from + Ec2Instance.Describer.TOGETHER)));
            }
        }
        return groups;
    }

    private Uni<InspectionResult> inspectSingly(Request request) {
        if (TargetRegistry.findKind(request.arn()).isEmpty()) {
            return Uni.createFrom().item(InspectionResult.IMPOSSIBLE);
        }
        return resourceDescriber
                .describe(request.arn(), request.account(), request.region())
                .map(InspectionResult::of)
                .onFailure(AwsError::isOne)
                .recoverWithItem(InspectionResult::failed);
    }

    /**
     * A target to describe.
     *
     * @param account account by its findings, empty if none names it
     * @param region region by its findings, empty if none names it
     * @param findings its findings that need a decision
     */
    record Request(String target, String account, String region, List<Finding> findings) {

        Request {
            findings = List.copyOf(findings);
        }

        static Request of(String target, List<FindingRow> open) {
            List<Finding> findings = open.stream().map(FindingRow::finding).toList();
            return new Request(target, first(findings, Finding::account), first(findings, Finding::region), findings);
        }

        private static String first(List<Finding> findings, Function<Finding, @Nullable String> member) {
            return findings.stream()
                    .map(member)
                    .filter(text -> text != null && !text.isEmpty())
                    .findFirst()
                    .orElse("");
        }

        Arn arn() {
            return Arn.parse(target);
        }
    }

    /**
     * The state of a target for which a plan can be made, or the reason why none can.
     *
     * @param observation the target as AWS showed it; null when AWS did not show it
     */
    record InspectionResult(
            @Nullable ResourceSnapshot subject,
            String problem,
            @Nullable ResourceObservation observation) {

        /** Resources of this kind can't be described. */
        static final InspectionResult IMPOSSIBLE = withoutTarget("resources of this kind can't be described here");

        private static InspectionResult withoutTarget(String problem) {
            return new InspectionResult(null, problem, null);
        }

        /** The target as AWS showed it; empty when AWS did not show it. */
        Optional<ResourceObservation> shown() {
            return Optional.ofNullable(observation);
        }

        static InspectionResult of(Optional<? extends ResourceObservation> shown) {
            if (shown.isEmpty()) {
                return withoutTarget("AWS did not show the target; an empty answer means nothing");
            }
            ResourceObservation observation = shown.get();
            ResourceSnapshot resourceSnapshot = observation.subject();
            return resourceSnapshot
                    .planningObstacle()
                    .map(why -> new InspectionResult(null, why, observation))
                    .orElseGet(() -> new InspectionResult(resourceSnapshot, "", observation));
        }

        static InspectionResult failed(Throwable failure) {
            return withoutTarget(AwsError.of(failure).text());
        }
    }

    /**
     * Describes several targets by one call. If AWS refuses it permanently, one target may be the reason: the group is split
     * in halves, so that the others get their plans. A group of which all quarters are refused is given up until the next
     * time, since describe calls are limited.
     */
    static final class BatchDescriber {

        private static final int HALVES_AT_LEAST = 2;

        private final Function<List<Arn>, ? extends Uni<? extends Map<Arn, ? extends ResourceObservation>>> describe;

        /** Creates a describer that describes groups by this function. */
        BatchDescriber(Function<List<Arn>, ? extends Uni<? extends Map<Arn, ? extends ResourceObservation>>> describe) {
            this.describe = describe;
        }

        /** Describes a group and returns the results by target. */
        Uni<Map<String, TargetInspector.InspectionResult>> describeAll(List<Arn> group) {
            return describeOnce(group)
                    .flatMap(attempt -> bisectIfRefused(group, attempt, true, HALVES_AT_LEAST))
                    .map(DescribeAttempt::results);
        }

        private Uni<DescribeAttempt> bisectIfRefused(
                List<Arn> group, DescribeAttempt attempt, boolean goesOn, int halves) {
            return goesOn && attempt.isRefused() && group.size() > 1
                    ? bisect(group, halves)
                    : Uni.createFrom().item(attempt);
        }

        private Uni<DescribeAttempt> bisect(List<Arn> group, int halves) {
            List<Arn> first = group.subList(0, group.size() / 2);
            List<Arn> second = group.subList(group.size() / 2, group.size());
            return describeOnce(first)
                    .flatMap(one -> describeOnce(second).flatMap(other -> {
                        boolean goesOn = halves > 1 || !one.isRefused() || !other.isRefused();
                        return bisectIfRefused(first, one, goesOn, halves - 1)
                                .flatMap(left -> bisectIfRefused(second, other, goesOn, halves - 1)
                                        .map(left::with));
                    }));
        }

        private Uni<DescribeAttempt> describeOnce(List<Arn> group) {
            return describe.apply(group)
                    .map(shown -> new DescribeAttempt(
                            looks(
                                    group,
                                    arn -> TargetInspector.InspectionResult.of(Optional.ofNullable(shown.get(arn)))),
                            false))
                    .onFailure(AwsError::isOne)
                    .recoverWithItem(failure -> new DescribeAttempt(
                            looks(group, arn -> TargetInspector.InspectionResult.failed(failure)),
                            !AwsError.of(failure).isRetryable()));
        }

        private static Map<String, TargetInspector.InspectionResult> looks(
                List<Arn> group, Function<Arn, TargetInspector.InspectionResult> look) {
            return group.stream().collect(Collectors.toMap(Arn::toString, look));
        }

        /** Result of an attempt to describe a group. */
        private record DescribeAttempt(Map<String, TargetInspector.InspectionResult> results, boolean isRefused) {

            DescribeAttempt with(DescribeAttempt other) {
                Map<String, TargetInspector.InspectionResult> all = new HashMap<>(results);
                all.putAll(other.results);
                return new DescribeAttempt(all, false);
            }
        }
    }
}
