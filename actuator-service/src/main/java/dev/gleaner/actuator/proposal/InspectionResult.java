package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
