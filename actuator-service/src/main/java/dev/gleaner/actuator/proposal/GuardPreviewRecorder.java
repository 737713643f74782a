package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.guard.GuardContext;
import dev.gleaner.actuator.guard.GuardPreview;
import dev.gleaner.contracts.resource.Arn;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Reads the targets of proposals and records what the guards would object to an approval, so that people see it before they
 * are asked.
 */
@Singleton
record GuardPreviewRecorder(TargetInspector targetInspector, GuardPreviewer guardPreviewer, ProposalConfig config) {

    private static final int CONCURRENCY = 4;

    /** Time after which a target is read again of which something could not be read. */
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(10);

    /** Describes the targets and reads what the guards need, outside of any transaction; returns the results by target. */
    Uni<Map<String, TargetReading>> read(Instant now, List<TargetInspector.Request> requests) {
        Map<String, String> failures = new ConcurrentHashMap<>();
        return targetInspector
                .inspect(requests)
                .flatMap(results -> Multi.createFrom()
                        .iterable(requests)
                        .onItem()
                        .transformToUni(request -> Uni.createFrom()
                                .deferred(() -> read(
                                        now,
                                        request,
                                        results.getOrDefault(
                                                request.target(), TargetInspector.InspectionResult.IMPOSSIBLE),
                                        failures)))
                        .merge(CONCURRENCY)
                        .collect()
                        .in(HashMap<String, TargetReading>::new, (all, one) -> all.put(one.target(), one))
                        .map(Map::copyOf));
    }

    /**
     * Reads one target. After a failure in an account and region nothing more is read there in this round, so that plans do not
     * wait for an API that does not answer.
     */
    private Uni<TargetReading> read(
            Instant now,
            TargetInspector.Request request,
            TargetInspector.InspectionResult inspection,
            Map<String, String> failures) {
        Arn target = Arn.parse(request.target());
        String place = target.account() + " " + target.region();
        Optional<String> failure = inspection.shown().isPresent()
                ? Optional.ofNullable(failures.get(place))
                : Optional.of(inspection.problem());
        Uni<GuardPreviewer.Reading> reading = failure.isPresent()
                ? Uni.createFrom()
                        .item(new GuardPreviewer.Reading(
                                inspection.shown(), GuardContext.LiveEvidence.NONE, Map.of(), failure))
                : guardPreviewer
                        .read(now, target, inspection.shown(), request.findings())
                        .invoke(read -> read.failure().ifPresent(why -> failures.put(place, why)))
                        .onFailure()
                        .recoverWithItem(fault -> unread(request, inspection, fault));
        return reading.map(read -> new TargetReading(request.target(), inspection, read));
    }

    /** A fault of one target must not keep the others from their plans. */
    private static GuardPreviewer.Reading unread(
            TargetInspector.Request request, TargetInspector.InspectionResult inspection, Throwable fault) {
        Log.errorf(fault, "What the guards need of %s can't be read", request.target());
        return new GuardPreviewer.Reading(
                inspection.shown(),
                GuardContext.LiveEvidence.NONE,
                Map.of(),
                Optional.of("its use can't be read: " + fault.getMessage()));
    }

    /** Records the previews of the findings on planned targets, in the caller's transaction, which has locked the proposals. */
    Uni<Void> record(Mutiny.Session session, Instant now, List<InspectedTarget> targets) {
        List<GuardPreviewer.Question> questions = targets.stream()
                .map(target -> new GuardPreviewer.Question(
                        target.proposal().id(),
                        Arn.parse(target.proposal().target()),
                        target.proposal().planned().orElseThrow(),
                        target.reading().reading(),
                        target.findings().stream().map(FindingRow::finding).toList()))
                .toList();
        return questions.isEmpty()
                ? Uni.createFrom().voidItem()
                : guardPreviewer
                        .evaluate(session, now, questions)
                        .invoke(objections -> targets.forEach(target -> record(target, objections, now)))
                        .replaceWithVoid();
    }

    private void record(InspectedTarget target, Map<String, List<GuardPreview.Objection>> objections, Instant now) {
        boolean isComplete = target.reading().reading().failure().isEmpty();
        Instant due = now.plus(isComplete ? config.guardInterval() : AFTER_FAILURE);
        for (FindingRow row : target.findings()) {
            List<GuardPreview.Objection> own = objections.getOrDefault(row.id(), List.of());
            GuardPreview preview = new GuardPreview(now, own);
            Instant again = now.plus(preview.reevaluatedAfter(row.guardPreview().orElse(null), config.guardInterval()));
            due = again.isBefore(due) ? again : due;
            row.recordGuards(preview);
            Instant earliest = own.stream()
                    .map(GuardPreview.Objection::until)
                    .filter(Objects::nonNull)
                    .min(Comparator.naturalOrder())
                    .orElse(due);
            due = earliest.isBefore(due) ? earliest : due;
        }
        Instant soonest = now.plus(GuardPreview.SOONEST);
        target.proposal().evaluateGuardsAt(due.isBefore(soonest) ? soonest : due);
    }

    /** What was read about a target. */
    record TargetReading(String target, TargetInspector.InspectionResult inspection, GuardPreviewer.Reading reading) {}

    /** A proposal, what was read about its target, and the findings that it asks about. */
    record InspectedTarget(Proposal proposal, TargetReading reading, List<FindingRow> findings) {

        InspectedTarget {
            findings = List.copyOf(findings);
        }
    }
}
