package dev.gleaner.systemtests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;

/** Some seeds at the same time: people say yes, processes halt, and in the end all is counted. */
final class CrashBatch {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long PAUSE_MILLIS = 200;
    private static final Set<String> FINAL = Set.of("observed", "undone", "refused", "failed", "dry-run");

    private final List<CrashCase> seeds;
    private final CrashTestEnvironment environment;
    private final DecisionSubmitter decisionSubmitter;

    CrashBatch(List<CrashCase> seeds, CrashTestEnvironment around) {
        this.seeds = List.copyOf(seeds);
        this.environment = around;
        this.decisionSubmitter = new DecisionSubmitter(around, PATIENCE);
    }

    /** Runs it, with so many halts while people approve, and so many while they take back. */
    BatchVerifier.Outcome run(HaltScheduler haltScheduler, int early, int late) throws Exception {
        // An actuator that answers has made its topics.
        environment.console().get("/api/kill-switch", WaitDeadline.in(PATIENCE));
        seeds.forEach(crashCase -> environment.analyzer().publish(List.of(crashCase.finding())));
        awaitPlans();
        haltScheduler.scheduleHalts(seeds, false, early);
        List<Future<?>> approvals = decisionSubmitter.approve(seeds, haltScheduler);
        redeliver();
        awaitEnds(approvals);
        haltScheduler.scheduleHalts(seeds, true, late);
        awaitEnds(decisionSubmitter.undo(seeds, haltScheduler));
        haltScheduler.collectTaken();
        environment.actuators().restartHalted();
        return new BatchVerifier(seeds, environment, PATIENCE).verify();
    }

    private void awaitPlans() throws Exception {
        WaitDeadline deadline = WaitDeadline.in(PATIENCE);
        for (CrashCase crashCase : seeds) {
            while (crashCase.plan() == null) {
                environment.actuators().restartHalted();
                checkProposal(crashCase, deadline);
            }
        }
    }

    /** What is shown as open has to name a plan, for nobody could say yes to it otherwise. */
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
            throw new IllegalStateException("an open proposal without a plan was shown: " + proposal);
        }
    }

    private void redeliver() {
        for (CrashCase crashCase : seeds) {
            for (int time = 0; time < crashCase.redeliveries(); time++) {
                environment.analyzer().publish(List.of(crashCase.finding()));
            }
        }
    }

    /** Until every click has its answer and every action its end, or for as long as that may take. */
    private void awaitEnds(List<Future<?>> given) throws Exception {
        WaitDeadline deadline = WaitDeadline.in(PATIENCE);
        while (!deadline.isOver() && !(given.stream().allMatch(Future::isDone) && allEnded())) {
            environment.actuators().restartHalted();
            environment.quarantine().expire(seeds);
            Thread.sleep(PAUSE_MILLIS);
        }
        for (Future<?> click : given) {
            if (click.isDone()) {
                click.get();
            }
        }
    }

    private boolean allEnded() throws InterruptedException {
        List<String> promised = new ArrayList<>();
        seeds.forEach(crashCase -> promised.addAll(crashCase.acceptedActions()));
        for (String action : promised) {
            if (!isEnd(environment.console().state(action, WaitDeadline.in(Duration.ofSeconds(1))))) {
                return false;
            }
        }
        return true;
    }

    /** Whether an action in this state has come to an end. */
    static boolean isEnd(String state) {
        return FINAL.contains(state);
    }
}
