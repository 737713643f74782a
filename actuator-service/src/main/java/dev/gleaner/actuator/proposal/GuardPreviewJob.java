package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.reactive.CoalescingTask;
import dev.gleaner.actuator.reactive.InFlightTracker;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Evaluates the guards of open proposals again from time to time, for what people see of them. */
@ApplicationScoped
class GuardPreviewJob implements DueProposalProcessor.Task {

    private final GuardPreviewRecorder guardPreviewRecorder;
    private final ProposalConfig config;
    private final CoalescingTask coalescingTask;

    GuardPreviewJob(
            DueProposalProcessor processor,
            GuardPreviewRecorder guardPreviewRecorder,
            ProposalConfig config,
            InFlightTracker inFlightTracker) {
        this.guardPreviewRecorder = guardPreviewRecorder;
        this.config = config;
        this.coalescingTask = inFlightTracker.newTask(
                () -> processor.processAll(this),
                failure -> Log.warn("Guards can't be evaluated for a preview now; it will be tried again", failure));
    }

    @Scheduled(every = "${actuator.proposal.plan-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return coalescingTask.run();
    }

    /** Evaluates what is due now, and does not wait for it. */
    void trigger() {
        coalescingTask.trigger();
    }

    @Override
    public String due() {
        return "state = 'open' and guards_due_at <= now() order by guards_due_at";
    }

    @Override
    public String stillDue() {
        return "state = 'open'";
    }

    @Override
    public void defer(Proposal proposal, Instant now) {
        proposal.evaluateGuardsAt(now.plus(config.planRetry()));
    }

    @Override
    public Uni<Void> record(Mutiny.Session session, Instant now, List<GuardPreviewRecorder.InspectedTarget> targets) {
        return guardPreviewRecorder.record(session, now, targets);
    }
}
