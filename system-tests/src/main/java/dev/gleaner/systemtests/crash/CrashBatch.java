package dev.gleaner.systemtests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;

/** Some seeds that run at the same time: people approve, processes halt, and then the effects are counted. */
final class CrashBatch {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final long PAUSE_MILLIS = 200;
    private static final Set<String> FINAL = Set.of("observed", "undone", "refused", "failed", "dry-run");

    private final List<CrashCase> seeds;
    private final CrashTestEnvironment environment;
    private final DecisionSubmitter decisionSubmitter;

    CrashBatch(List<CrashCase> seeds, CrashTestEnvironment environment) {
        this.seeds = List.copyOf(seeds);
        this.environment = environment;
        this.decisionSubmitter = new DecisionSubmitter(environment, TIMEOUT);
    }

    /**
     * Runs the batch.
     *
     * @param early number of halts while people approve
     * @param late number of halts while people undo
     */
    BatchVerifier.Outcome run(HaltScheduler haltScheduler, int early, int late) throws Exception {
        // An actuator that responds has created its topics.
        environment.console().get("/api/kill-switch", WaitDeadline.in(TIMEOUT));
        seeds.forEach(crashCase -> environment.topics().publish(List.of(crashCase.finding())));
        awaitPlans();
        haltScheduler.scheduleHalts(without(CrashCase.Surrender.APPROVAL), false, early);
        Future<?> frozen = freeze(CrashCase.Surrender.APPROVAL);
        List<Future<?>> approvals = decisionSubmitter.approve(without(CrashCase.Surrender.APPROVAL), haltScheduler);
        redeliver();
        approvals.add(frozen);
        awaitEnds(approvals);
        haltScheduler.scheduleHalts(without(CrashCase.Surrender.UNDO), true, late);
        Future<?> frozenAgain = freeze(CrashCase.Surrender.UNDO);
        List<Future<?>> undos = decisionSubmitter.undo(without(CrashCase.Surrender.UNDO), haltScheduler);
        undos.add(frozenAgain);
        awaitEnds(undos);
        haltScheduler.collectTaken();
        environment.actuators().restartHalted();
        return new BatchVerifier(seeds, environment, TIMEOUT).verify();
    }

    private List<CrashCase> without(CrashCase.Surrender what) {
        return seeds.stream().filter(crashCase -> !crashCase.surrenders(what)).toList();
    }

    /** Freezes the database while those who give up ask; the others, who ask at the same time, go on asking. */
    private Future<?> freeze(CrashCase.Surrender what) {
        List<CrashCase> asking = seeds.stream()
                .filter(crashCase -> crashCase.surrenders(what))
                .filter(crashCase -> what != CrashCase.Surrender.UNDO || crashCase.action() != null)
                .toList();
        return environment.threads().submit(() -> {
            if (!asking.isEmpty()) {
                decisionSubmitter.giveUp(asking, what);
            }
            return null;
        });
    }

    private void awaitPlans() throws Exception {
        WaitDeadline deadline = WaitDeadline.in(TIMEOUT);
        for (CrashCase crashCase : seeds) {
            while (crashCase.plan() == null) {
                environment.actuators().restartHalted();
                checkProposal(crashCase, deadline);
            }
        }
    }

    /** Records the plan of an open proposal. An open proposal without a plan could not be approved, so it is a failure. */
    private void checkProposal(CrashCase crashCase, WaitDeadline deadline) throws InterruptedException {
        JsonNode proposal = environment
                .console()
                .get("/api/findings/" + crashCase.finding().id(), deadline)
                .orElseThrow(() -> new IllegalStateException("no plan for " + crashCase.target()))
                .body()
                .path("proposal");
        if (!proposal.path("state").asText().equals("open")) {
            Thread.sleep(PAUSE_MILLIS);
        } else if (proposal.path("plan").isTextual()) {
            crashCase.recordPlan(proposal.path("plan").asText());
        } else {
            throw new IllegalStateException("an open proposal has no plan: " + proposal);
        }
    }

    private void redeliver() {
        for (CrashCase crashCase : seeds) {
            for (int time = 0; time < crashCase.redeliveries(); time++) {
                environment.topics().publish(List.of(crashCase.finding()));
            }
        }
    }

    /** Waits until every request is answered and every action has ended, or until the timeout. */
    private void awaitEnds(List<Future<?>> requests) throws Exception {
        WaitDeadline deadline = WaitDeadline.in(TIMEOUT);
        while (!deadline.isOver() && !(requests.stream().allMatch(Future::isDone) && allEnded())) {
            environment.actuators().restartHalted();
            environment.quarantine().expire(seeds);
            Thread.sleep(PAUSE_MILLIS);
        }
        for (Future<?> request : requests) {
            if (request.isDone()) {
                request.get();
            }
        }
    }

    private boolean allEnded() throws InterruptedException {
        List<String> accepted = new ArrayList<>();
        seeds.forEach(crashCase -> accepted.addAll(crashCase.acceptedActions()));
        for (String action : accepted) {
            if (!isEnd(environment.console().state(action, WaitDeadline.in(Duration.ofSeconds(1))))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a state of an action is final. */
    static boolean isEnd(String state) {
        return FINAL.contains(state);
    }
}
