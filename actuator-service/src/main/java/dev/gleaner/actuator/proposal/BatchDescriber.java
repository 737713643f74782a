package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks at several targets by one call. Where that is refused for good, one of them may be why: it is looked for by halves, so
 * that the others get their plans. A group that is refused in all its quarters is given up until the next time, as all of
 * it seems to be refused, and describing is a scarce good.
 */
final class BatchDescriber {

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
                        looks(group, arn -> TargetInspector.InspectionResult.of(Optional.ofNullable(shown.get(arn)))),
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
