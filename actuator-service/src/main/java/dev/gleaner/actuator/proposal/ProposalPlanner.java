package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.reactive.CoalescingTask;
import dev.gleaner.actuator.reactive.InFlightTracker;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plans of proposals, independently of the intake: describes many targets at once, then stores the hash of each
 * plan together with what the guards would object to it. A target that can't be described stays without a plan and can't be
 * approved.
 */
@ApplicationScoped
class ProposalPlanner implements DueProposalProcessor.Task {

    private final DueProposalProcessor processor;
    private final GuardPreviewRecorder guardPreviewRecorder;
    private final RemedyPreview remedyPreview;
    private final AuditChain audit;
    private final ProposalConfig config;
    private final ProposalExpiryPolicy expiry;
    private final CoalescingTask coalescingTask;

    ProposalPlanner(
            DueProposalProcessor processor,
            GuardPreviewRecorder guardPreviewRecorder,
            RemedyPreview remedyPreview,
            AuditChain audit,
            ProposalConfig config,
            ProposalExpiryPolicy expiry,
            InFlightTracker inFlightTracker) {
        this.processor = processor;
        this.guardPreviewRecorder = guardPreviewRecorder;
        this.remedyPreview = remedyPreview;
        this.audit = audit;
        this.config = config;
        this.expiry = expiry;
        this.coalescingTask = inFlightTracker.newTask(
                this::planAll, failure -> Log.warn("Plans can't be made now; it will be tried again", failure));
    }

    /** Starts planning; to be called after a transaction that may have added proposals without a plan. */
    void trigger() {
        coalescingTask.trigger();
    }

    @Scheduled(every = "${actuator.proposal.plan-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return coalescingTask.run();
    }

    /** Plans everything that is due, one batch after another. */
    Uni<Void> planAll() {
        return processor.processAll(this);
    }

    @Override
    public String due() {
        return "state = 'unplanned' and not_before <= now() order by not_before";
    }

    @Override
    public String stillDue() {
        return "state = 'unplanned'";
    }

    @Override
    public void defer(Proposal proposal, Instant now) {
        proposal.deferPlanning(proposal.problem().orElse("being planned"), now.plus(config.planRetry()));
    }

    @Override
    public Uni<Void> record(Mutiny.Session session, Instant now, List<GuardPreviewRecorder.InspectedTarget> targets) {
        List<AuditDraft> proposed = new ArrayList<>();
        List<GuardPreviewRecorder.InspectedTarget> planned = new ArrayList<>();
        for (GuardPreviewRecorder.InspectedTarget target : targets) {
            Proposal proposal = target.proposal();
            TargetInspector.InspectionResult inspectionResult = target.reading().inspection();
            if (target.findings().isEmpty()) {
                proposal.close();
            } else if (inspectionResult.subject() == null) {
                proposal.deferPlanning(inspectionResult.problem(), now.plus(config.planRetry()));
            } else {
                List<AuditDraft> entries = planOrDefer(proposal, inspectionResult.subject(), target.findings(), now);
                if (!entries.isEmpty()) {
                    proposed.addAll(entries);
                    planned.add(target);
                }
            }
        }
        return guardPreviewRecorder
                .record(session, now, planned)
                .chain(session::flush)
                .chain(() -> audit.append(session, proposed));
    }

    /** A target for which no proposed action is possible at the moment is described again later. */
    private List<AuditDraft> planOrDefer(
            Proposal proposal, ResourceSnapshot resourceSnapshot, List<FindingRow> open, Instant now) {
        Optional<String> obstacle = remedyPreview.planningObstacle(
                open.stream().map(FindingRow::finding).toList(), resourceSnapshot);
        if (obstacle.isPresent()) {
            proposal.deferPlanning(obstacle.get(), now.plus(config.planRetry()));
            return List.of();
        }
        return recordPlan(proposal, resourceSnapshot, open, now);
    }

    private List<AuditDraft> recordPlan(
            Proposal proposal, ResourceSnapshot resourceSnapshot, List<FindingRow> open, Instant now) {
        proposal.plan(resourceSnapshot, now.plus(expiry.expiry()));
        List<AuditDraft> proposed = new ArrayList<>();
        for (FindingRow row : open) {
            Finding finding = row.finding();
            row.plan(ProposalPlan.of(
                            finding,
                            resourceSnapshot,
                            remedyPreview.preview(finding, resourceSnapshot),
                            proposal.round())
                    .hash());
            proposed.add(entry(proposal, row));
        }
        return proposed;
    }

    private static AuditDraft entry(Proposal proposal, FindingRow row) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("proposal", proposal.id());
        detail.put("round", proposal.round());
        detail.put("version", row.version());
        detail.put("plan", row.plan().orElse(null));
        detail.put("expiresAt", proposal.expiresAt().orElse(null));
        return new AuditDraft(AuditDraft.GLEANER, AuditEntry.Kind.PROPOSED, row.id(), proposal.target(), detail);
    }

    /**
     * Everything that an approver sees. An approval is bound to its hash, so that nothing of it can change unnoticed.
     *
     * @param round number of the question
     * @param target state of the target
     * @param changes changes that the remedies make to documents of the target
     */
    record ProposalPlan(
            int round,
            String finding,
            int version,
            String resource,
            List<Remedy> remedies,
            Saving saving,
            ResourceSnapshot target,
            List<RemedyPreview.RemedyChange> changes) {

        static ProposalPlan of(
                Finding finding, ResourceSnapshot target, List<RemedyPreview.RemedyChange> changes, int round) {
            return new ProposalPlan(
                    round,
                    finding.id(),
                    finding.version(),
                    finding.resource(),
                    finding.remedies(),
                    finding.saving(),
                    target.canonical(),
                    changes);
        }

        /** {@code sha256:...} over the canonical JSON of all fields. */
        String hash() {
            return Json.canonicalHash(this);
        }
    }
}
