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
}
