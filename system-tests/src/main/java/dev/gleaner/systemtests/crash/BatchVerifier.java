package dev.gleaner.systemtests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.systemtests.environment.MutatingCall;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts second effects, lost decisions and broken audits after a batch. */
final class BatchVerifier {

    private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(30);

    private final List<CrashCase> seeds;
    private final CrashTestEnvironment environment;
    private final Duration timeout;

    BatchVerifier(List<CrashCase> seeds, CrashTestEnvironment environment, Duration timeout) {
        this.seeds = seeds;
        this.environment = environment;
        this.timeout = timeout;
    }

    Outcome verify() throws InterruptedException, IOException {
        long secondEffects = 0;
        long lost = 0;
        Map<String, Integer> ends = new TreeMap<>();
        for (CrashCase crashCase : seeds) {
            crashCase.refusals().forEach(why -> print(crashCase, "was not decided: " + why));
            secondEffects += secondEffects(crashCase) + doneAfterRefusal(crashCase);
            lost += crashCase.isAnswered() ? 0 : 1;
            for (String action : crashCase.acceptedActions()) {
                String state = environment.console().state(action, WaitDeadline.in(timeout));
                lost += CrashBatch.isEnd(state) ? 0 : 1;
                ends.merge(state, 1, Integer::sum);
                reportUnexpectedState(crashCase, action, state);
            }
        }
        return new Outcome(secondEffects, lost, isIntact() ? 0 : 1, ends);
    }

    private long secondEffects(CrashCase crashCase) {
        List<MutatingCall> made = MutatingCall.filterByName(
                environment.targets().names(crashCase.target()),
                environment.proxy().calls());
        long beyond = MutatingCall.countUnexpected(made, crashCase.calls());
        if (beyond > 0) {
            print(
                    crashCase,
                    "was called by " + made.stream().map(MutatingCall::call).toList());
        }
        return beyond;
    }

    /** Whether something was done that was answered with 503 and not asked for again, also if it called nothing. */
    private long doneAfterRefusal(CrashCase crashCase) throws InterruptedException {
        long allowed = crashCase.isGivenUp(CrashCase.Surrender.APPROVAL) ? 0 : 1;
        if (allowed == 1 && !crashCase.isGivenUp(CrashCase.Surrender.UNDO)) {
            return 0;
        }
        JsonNode actions = environment
                .console()
                .get("/api/findings/" + crashCase.finding().id(), WaitDeadline.in(timeout))
                .orElseThrow(() -> new IllegalStateException("no answer about " + crashCase.target()))
                .body()
                .path("proposal")
                .path("actions");
        if (actions.size() <= allowed) {
            return 0;
        }
        print(crashCase, "was acted upon although the request was answered with 503: " + actions);
        return actions.size() - allowed;
    }

    /** Prints each action that did not come to the expected state, although only an action without a final state is lost. */
    private void reportUnexpectedState(CrashCase crashCase, String action, String state) throws InterruptedException {
        if (!state.equals(crashCase.end()) && !state.equals("undone")) {
            print(
                    crashCase,
                    environment
                            .console()
                            .get("/api/actions/" + action, WaitDeadline.in(timeout))
                            .map(answer -> answer.body().toString())
                            .orElse("no answer about " + action));
        }
    }

    private static void print(CrashCase crashCase, String what) {
        System.out.printf("  %s of %s %s%n", crashCase.scenario().action().name(), crashCase.target(), what);
    }

    /** Polls, as the last entries may not have been published yet. */
    private boolean isIntact() throws InterruptedException {
        WaitDeadline deadline = WaitDeadline.in(PUBLISH_TIMEOUT);
        String last = "";
        while (!deadline.isOver()) {
            JsonNode report = environment
                    .console()
                    .get("/api/audit/verify", deadline)
                    .map(RetryingConsoleClient.Answer::body)
                    .orElse(null);
            if (report != null && report.path("intact").asBoolean()) {
                return true;
            }
            last = String.valueOf(report);
            Thread.sleep(1000);
        }
        System.out.println("  the audit does not verify: " + last);
        return false;
    }

    /**
     * The counts of a batch, or of several.
     *
     * @param secondEffects mutating calls beyond one for each step, and actions of requests that were answered with 503
     * @param lostDecisions approved decisions without a final state of their action
     * @param brokenChains audits whose verification failed
     * @param ends number of actions by final state
     */
    record Outcome(long secondEffects, long lostDecisions, long brokenChains, Map<String, Integer> ends) {

        static final String HEADER = "seeds      actuators  halts  seconds  second effects  lost  broken  ends";

        static final Outcome NONE = new Outcome(0, 0, 0, Map.of());

        Outcome plus(Outcome other) {
            Map<String, Integer> both = new TreeMap<>(ends);
            other.ends.forEach((end, count) -> both.merge(end, count, Integer::sum));
            return new Outcome(
                    secondEffects + other.secondEffects,
                    lostDecisions + other.lostDecisions,
                    brokenChains + other.brokenChains,
                    both);
        }

        /** Prints a row of the table. */
        void print(String seeds, int actuators, int halts, Duration time) {
            System.out.printf(
                    "%-9s  %9d  %5d  %7d  %14d  %4d  %6d  %s%n",
                    seeds, actuators, halts, time.toSeconds(), secondEffects, lostDecisions, brokenChains, ends);
        }

        long sum() {
            return secondEffects + lostDecisions + brokenChains;
        }
    }
}
