package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionRegistry;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.EnteredParameter;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.action.instance.TerminateInstance;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.evidence.InstanceUsage;
import dev.gleaner.actuator.database.TimeColumn;
import dev.gleaner.actuator.guard.GuardContext;
import dev.gleaner.actuator.guard.GuardEvaluator;
import dev.gleaner.actuator.guard.GuardPreview;
import dev.gleaner.actuator.guard.GuardResult;
import dev.gleaner.actuator.proposal.GuardPreviewer;
import dev.gleaner.actuator.proposal.RemedyPreview;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Evaluates for each remedy the guards of the first step of its action, as if it were approved now. Nothing is locked or
 * consumed: the result is shown to people, and {@link ActionPreflight} decides when the action begins.
 */
@ApplicationScoped
class ActionGuardPreviewer implements GuardPreviewer {

    /** Guard name for what AWS does not let the actuator read. */
    static final String LIVE_EVIDENCE = "live-evidence";

    /** What ends an objection of what could not be read. */
    static final String LIVE_EVIDENCE_LIFT =
            "Grant the actuator's role what AWS denies, or wait until AWS answers: an action reads it again.";

    /** What ends an objection to a remedy that the plan rules out. */
    static final String PLAN_LIFT = "Nothing ends it for this plan: choose another remedy.";

    /** Guards that evaluate the evidence that is read beside the description of the target. */
    private static final Set<String> ON_EVIDENCE = Set.of(
            "still-idle", "disk-quiet", "recurring-work", "compute-process", "checkpoint", "open-session", "members");

    /** The newest GPU work and process of any finding on the targets. */
    private static final String GPU_TIMES = """
            select f.target, max(c.last_work), max(c.last_process)
              from confirmation c join finding f on f.id = c.finding_id where f.target in (:targets) group by f.target
            """;

    private final ActionRegistry actions;
    private final RemedyPreview remedyPreview;
    private final LiveEvidenceReader liveEvidenceReader;
    private final GuardEvaluator guardEvaluator;
    private final RateLimits rateLimits;
    private final ActionRepository actionRepository;
    private final Ec2Instance.Describer instanceDescriber;

    ActionGuardPreviewer(
            ActionRegistry actions,
            RemedyPreview remedyPreview,
            LiveEvidenceReader liveEvidenceReader,
            GuardEvaluator guardEvaluator,
            RateLimits rateLimits,
            ActionRepository actionRepository,
            ActuatorAwsClients clients) {
        this.actions = actions;
        this.remedyPreview = remedyPreview;
        this.liveEvidenceReader = liveEvidenceReader;
        this.guardEvaluator = guardEvaluator;
        this.rateLimits = rateLimits;
        this.actionRepository = actionRepository;
        this.instanceDescriber = new Ec2Instance.Describer(clients);
    }

    @Override
    public Uni<Reading> read(
            Instant now, Arn target, Optional<ResourceObservation> observation, List<Finding> findings) {
        Set<TargetPrecondition> preconditions = EnumSet.noneOf(TargetPrecondition.class);
        List<Optional<IdlenessLimits>> windows = new ArrayList<>();
        for (Finding finding : findings) {
            for (Remedy remedy : finding.remedies()) {
                actions.remedy(remedy.action(), target.toString()).ifPresent(action -> {
                    preconditions.addAll(action.preconditions());
                    if (action.preconditions().contains(TargetPrecondition.IDLE)) {
                        windows.add(Optional.ofNullable(remedy.idleness()));
                    }
                });
            }
        }
        return Uni.combine()
                .all()
                .unis(
                        liveEvidenceReader.read(now, target, preconditions, observation),
                        liveEvidenceReader.readUsage(now, target, windows),
                        withTerminationProtection(target, observation, findings))
                .with((evidence, usage, seen) -> new Reading(seen, evidence, usage, Optional.empty()))
                .onFailure(AwsError::isOne)
                .recoverWithItem(failure -> new Reading(
                        observation,
                        GuardContext.LiveEvidence.NONE,
                        Map.of(),
                        Optional.of(AwsError.of(failure).text())));
    }

    /** A plan reads instances many at a time, which does not tell whether EC2 would refuse to terminate one. */
    private Uni<Optional<ResourceObservation>> withTerminationProtection(
            Arn target, Optional<ResourceObservation> observation, List<Finding> findings) {
        boolean terminates = findings.stream()
                .flatMap(finding -> finding.remedies().stream())
                .anyMatch(remedy -> remedy.action().equals(TerminateInstance.NAME));
        return terminates && observation.orElse(null) instanceof Ec2Instance.Observation shown
                ? instanceDescriber.withTerminationProtection(target, shown).map(Optional::of)
                : Uni.createFrom().item(observation);
    }

    @Override
    public Uni<Map<String, List<GuardPreview.Objection>>> evaluate(
            Mutiny.Session session, Instant now, List<Question> questions) {
        List<String> targets =
                questions.stream().map(question -> question.target().toString()).toList();
        return actionRepository
                .findLastFinished(session, targets)
                .flatMap(finished -> gpuTimes(session, now, targets)
                        .flatMap(gpuTimes -> Multi.createFrom()
                                .iterable(candidates(questions))
                                .onItem()
                                .transformToUniAndConcatenate(candidate -> evaluate(
                                        session,
                                        now,
                                        candidate,
                                        Optional.ofNullable(finished.get(candidate.target())),
                                        Optional.ofNullable(gpuTimes.get(candidate.target()))))
                                .collect()
                                .in(HashMap<String, List<GuardPreview.Objection>>::new, ActionGuardPreviewer::add)));
    }

    private static void add(Map<String, List<GuardPreview.Objection>> all, Evaluated evaluated) {
        all.computeIfAbsent(evaluated.finding(), finding -> new ArrayList<>()).addAll(evaluated.objections());
    }

    /** The remedies for which there is an action. */
    private List<Candidate> candidates(List<Question> questions) {
        List<Candidate> candidates = new ArrayList<>();
        for (Question question : questions) {
            for (Finding finding : question.findings()) {
                for (int place = 0; place < finding.remedies().size(); place++) {
                    int remedy = place;
                    actions.remedy(
                                    finding.remedies().get(place).action(),
                                    question.target().toString())
                            .ifPresent(action -> candidates.add(new Candidate(question, finding, remedy, action)));
                }
            }
        }
        return candidates;
    }

    private Uni<Evaluated> evaluate(
            Mutiny.Session session,
            Instant now,
            Candidate candidate,
            Optional<Instant> lastFinished,
            Optional<FindingConfirmation> gpuTimes) {
        String problem = remedyPreview
                .problems(candidate.finding(), candidate.question().planned())
                .get(candidate.place());
        if (problem != null) {
            return Uni.createFrom()
                    .item(candidate.objectedBy(
                            List.of(new GuardResult.Refusal(ActionPreflight.OBSTACLE, problem, PLAN_LIFT, false))));
        }
        return repetitions(session, now, candidate, lastFinished)
                .flatMap(repetitions -> rateLimits.preview(
                        session, now, candidate.finding(), candidate.action().name(), repetitions))
                .map(limits -> candidate.objectedBy(
                        tryToEvaluate(candidate, context(now, candidate, lastFinished, gpuTimes, limits))));
    }

    /** A target without a finished action has no repetitions. */
    private Uni<Integer> repetitions(
            Mutiny.Session session, Instant now, Candidate candidate, Optional<Instant> lastFinished) {
        return lastFinished.isEmpty()
                ? Uni.createFrom().item(0)
                : actionRepository.countRepetitions(
                        session,
                        "",
                        candidate.target(),
                        candidate.action().name(),
                        candidate.remedy().parameters(),
                        rateLimits.repetitionsSince(now));
    }

    /** A fault in one evaluation must not keep other targets from their plans; the remedy is shown as refused. */
    private List<GuardResult> tryToEvaluate(Candidate candidate, GuardContext guardContext) {
        try {
            return objections(candidate, guardContext);
        } catch (RuntimeException fault) {
            Log.errorf(
                    fault,
                    "The guards of %s on %s can't be evaluated",
                    candidate.action().name(),
                    candidate.target());
            return List.of(new GuardResult.Refusal(
                    ActionPreflight.OBSTACLE,
                    "the guards can't be evaluated: " + fault.getMessage(),
                    ActionPreflight.OBSTACLE_LIFT));
        }
    }

    private List<GuardResult> objections(Candidate candidate, GuardContext guardContext) {
        Optional<String> failure = candidate.question().reading().failure();
        List<GuardResult> objections = new ArrayList<>();
        failure.ifPresent(why -> objections.add(new GuardResult.Refusal(LIVE_EVIDENCE, why, LIVE_EVIDENCE_LIFT)));
        guardEvaluator.preview(guardContext).stream()
                .filter(result -> failure.isEmpty() || !ON_EVIDENCE.contains(result.guard()))
                .forEach(objections::add);
        ActionStep<ResourceObservation> first =
                candidate.action().steps(guardContext.order()).get(0);
        // A step can't be checked before the approver has entered what it needs.
        guardContext.observation().filter(shown -> !candidate.needsInput()).ifPresent(shown -> {
            first.obstacle(guardContext.order(), shown, guardContext.now())
                    .ifPresent(why -> objections.add(
                            new GuardResult.Refusal(ActionPreflight.OBSTACLE, why, ActionPreflight.OBSTACLE_LIFT)));
            first.delay(guardContext.order(), shown, guardContext.now())
                    .ifPresent(delay -> objections.add(
                            new GuardResult.Delay(ActionPreflight.OBSTACLE, delay.reason(), delay.until())));
        });
        return objections;
    }

    private GuardContext context(
            Instant now,
            Candidate candidate,
            Optional<Instant> lastFinished,
            Optional<FindingConfirmation> gpuTimes,
            GuardContext.RateLimitState limits) {
        Question question = candidate.question();
        return new GuardContext(
                now,
                false,
                Instant.MAX,
                true,
                Optional.of(candidate.finding().rule()),
                new ActionOrder(
                        question.proposal(),
                        question.target(),
                        question.planned(),
                        candidate.remedy().parameters(),
                        null,
                        question.proposal(),
                        candidate.remedy().idleness()),
                question.reading().observation(),
                evidence(candidate),
                gpuTimes,
                lastFinished,
                candidate.action().preconditions(),
                Optional.empty(),
                true,
                ActionPreflight.scope(
                        Optional.of(candidate.finding()), question.reading().observation(), ""),
                limits);
    }

    /** What was read, with the use in the window of this remedy. */
    private GuardContext.LiveEvidence evidence(Candidate candidate) {
        IdlenessLimits limits = liveEvidenceReader.applicable(candidate.remedy().idleness());
        Reading reading = candidate.question().reading();
        return reading.evidence().withUsage(reading.usage().getOrDefault(limits, InstanceUsage.NONE));
    }

    private static Uni<Map<String, FindingConfirmation>> gpuTimes(
            Mutiny.Session session, Instant now, List<String> targets) {
        return session.createNativeQuery(GPU_TIMES, Tuple.class)
                .setParameter("targets", targets)
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> row.get(0, String.class),
                                row -> new FindingConfirmation(
                                        now, TimeColumn.instant(row, 1), TimeColumn.instant(row, 2)))));
    }

    /**
     * A remedy that somebody could approve.
     *
     * @param place place of the remedy in the finding
     */
    private record Candidate(
            Question question, Finding finding, int place, ActionDefinition<ResourceObservation> action) {

        String target() {
            return question.target().toString();
        }

        Remedy remedy() {
            return finding.remedies().get(place);
        }

        boolean needsInput() {
            return action.enteredParameters(question.planned(), remedy().parameters()).stream()
                    .anyMatch(EnteredParameter::required);
        }

        Evaluated objectedBy(List<GuardResult> results) {
            return new Evaluated(
                    finding.id(),
                    results.stream()
                            .map(result -> GuardPreview.Objection.of(place, action.name(), result))
                            .toList());
        }
    }

    /** The objections to a remedy of a finding. */
    private record Evaluated(String finding, List<GuardPreview.Objection> objections) {}
}
