package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceDescriber;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
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
 * Looks at many targets at once: instances together, as AWS lets everybody in an account and region describe only ten times
 * a second; all others each by itself, a few at a time.
 */
@ApplicationScoped
class TargetInspector {

    private static final int SIDE_BY_SIDE = 4;

    private final ResourceDescriber resourceDescriber;
    private final BatchDescriber batchDescriber;

    TargetInspector(ResourceDescriber resourceDescriber, Ec2Instance.Describer instanceDescriber) {
        this.resourceDescriber = resourceDescriber;
        this.batchDescriber = new BatchDescriber(instanceDescriber::describe);
    }

    /** A look at each, by target. What goes wrong is in the look. */
    Uni<Map<String, InspectionResult>> inspect(List<Request> all) {
        List<Uni<Map<String, InspectionResult>>> looks = new ArrayList<>();
        groups(all).forEach(group -> looks.add(batchDescriber.describeAll(group)));
        all.stream()
                .filter(request -> !isInstance(request))
                .forEach(request -> looks.add(
                        inspectSingly(request).map(inspectionResult -> Map.of(request.target(), inspectionResult))));
        return Multi.createFrom()
                .iterable(looks)
                .onItem()
                .transformToUni(look -> look)
                .merge(SIDE_BY_SIDE)
                .collect()
                .in(HashMap<String, InspectionResult>::new, Map::putAll)
                .map(Map::copyOf);
    }

    private static boolean isInstance(Request request) {
        return TargetKind.of(request.arn()).equals(Optional.of(TargetKind.INSTANCE));
    }

    /** The instances of one account and region, no more than one call takes. */
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
        if (TargetKind.of(request.arn()).isEmpty()) {
            return Uni.createFrom().item(InspectionResult.IMPOSSIBLE);
        }
        return resourceDescriber
                .describe(request.arn(), request.account(), request.region())
                .map(InspectionResult::of)
                .onFailure(AwsError::isOne)
                .recoverWithItem(InspectionResult::failed);
    }

    /**
     * A target to look at.
     *
     * @param account whose its findings say that it is, empty when none does
     * @param region where they say that it is, empty when none does
     */
    record Request(String target, String account, String region) {

        static Request of(String target, List<FindingRow> open) {
            return new Request(target, first(open, Finding::account), first(open, Finding::region));
        }

        private static String first(List<FindingRow> open, Function<Finding, @Nullable String> member) {
            return open.stream()
                    .map(row -> member.apply(row.finding()))
                    .filter(text -> text != null && !text.isEmpty())
                    .findFirst()
                    .orElse("");
        }

        Arn arn() {
            return Arn.parse(target);
        }
    }

    /** What looking at a target came to: what a plan can rest on, or why there is nothing to plan with. */
    record InspectionResult(@Nullable ResourceSnapshot subject, String problem) {

        /** There is no way to look at such a resource. */
        static final InspectionResult IMPOSSIBLE =
                new InspectionResult(null, "there is no way to look at this kind of resource here");

        static InspectionResult of(Optional<? extends ResourceObservation> shown) {
            if (shown.isEmpty()) {
                return new InspectionResult(null, "AWS did not show the target; an empty answer means nothing");
            }
            ResourceSnapshot resourceSnapshot = shown.get().subject();
            return resourceSnapshot
                    .planningObstacle()
                    .map(why -> new InspectionResult(null, why))
                    .orElseGet(() -> new InspectionResult(resourceSnapshot, ""));
        }

        static InspectionResult failed(Throwable failure) {
            return new InspectionResult(null, AwsError.of(failure).text());
        }
    }

    /**
     * Looks at several targets by one call. Where that is refused for good, one of them may be why: it is looked for by halves, so
     * that the others get their plans. A group that is refused in all its quarters is given up until the next time, as all of
     * it seems to be refused, and describing is a scarce good.
     */
    static final class BatchDescriber {

        private static final int HALVES_AT_LEAST = 2;

        private final Function<List<Arn>, ? extends Uni<? extends Map<Arn, ? extends ResourceObservation>>> describe;

        /** What AWS shows of several is asked of this. */
        BatchDescriber(Function<List<Arn>, ? extends Uni<? extends Map<Arn, ? extends ResourceObservation>>> describe) {
            this.describe = describe;
        }

        /** A look at each, by target. */
        Uni<Map<String, TargetInspector.InspectionResult>> describeAll(List<Arn> group) {
            return describeOnce(group)
                    .flatMap(tried -> bisectIfRefused(group, tried, true, HALVES_AT_LEAST))
                    .map(Tried::results);
        }

        private Uni<Tried> bisectIfRefused(List<Arn> group, Tried tried, boolean goesOn, int halves) {
            return goesOn && tried.isRefused() && group.size() > 1
                    ? bisect(group, halves)
                    : Uni.createFrom().item(tried);
        }

        private Uni<Tried> bisect(List<Arn> group, int halves) {
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

        private Uni<Tried> describeOnce(List<Arn> group) {
            return describe.apply(group)
                    .map(shown -> new Tried(
                            looks(
                                    group,
                                    arn -> TargetInspector.InspectionResult.of(Optional.ofNullable(shown.get(arn)))),
                            false))
                    .onFailure(AwsError::isOne)
                    .recoverWithItem(failure -> new Tried(
                            looks(group, arn -> TargetInspector.InspectionResult.failed(failure)),
                            !AwsError.of(failure).isRetryable()));
        }

        private static Map<String, TargetInspector.InspectionResult> looks(
                List<Arn> group, Function<Arn, TargetInspector.InspectionResult> look) {
            return group.stream().collect(Collectors.toMap(Arn::toString, look));
        }

        /** What came of a group. */
        private record Tried(Map<String, TargetInspector.InspectionResult> results, boolean isRefused) {

            Tried with(Tried other) {
                Map<String, TargetInspector.InspectionResult> all = new HashMap<>(results);
                all.putAll(other.results);
                return new Tried(all, false);
            }
        }
    }
}
