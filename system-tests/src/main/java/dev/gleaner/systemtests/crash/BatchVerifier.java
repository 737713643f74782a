package dev.gleaner.systemtests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts, after a batch, what happened more than once, what got lost and what does not verify. */
final class BatchVerifier {

    private static final Duration PUBLISHED = Duration.ofSeconds(30);

    private final List<CrashCase> seeds;
    private final CrashTestEnvironment environment;
    private final Duration patience;

    BatchVerifier(List<CrashCase> seeds, CrashTestEnvironment around, Duration patience) {
        this.seeds = seeds;
        this.environment = around;
        this.patience = patience;
    }

    Outcome verify() throws InterruptedException, IOException {
        long secondEffects = 0;
        long lost = 0;
        Map<String, Integer> ends = new TreeMap<>();
        for (CrashCase crashCase : seeds) {
            crashCase.refusals().forEach(why -> print(crashCase, "came to nothing: " + why));
            secondEffects += secondEffects(crashCase);
            lost += crashCase.isAnswered() ? 0 : 1;
            for (String action : crashCase.acceptedActions()) {
                String state = environment.console().state(action, WaitDeadline.in(patience));
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

    /** Every end but the wanted one is told, although only a missing one is a lost decision. */
    private void reportUnexpectedState(CrashCase crashCase, String action, String state) throws InterruptedException {
        if (!state.equals("observed") && !state.equals("undone")) {
            print(
                    crashCase,
                    environment
                            .console()
                            .get("/api/actions/" + action, WaitDeadline.in(patience))
                            .map(answer -> answer.body().toString())
                            .orElse("no answer about " + action));
        }
    }

    private static void print(CrashCase crashCase, String what) {
        System.out.printf("  %s of %s %s%n", crashCase.scenario().action().name(), crashCase.target(), what);
    }

    /** What was written last may be on its way to the topic. */
    private boolean isIntact() throws InterruptedException {
        WaitDeadline deadline = WaitDeadline.in(PUBLISHED);
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
     * What was counted.
     *
     * @param secondEffects calls that changed something beyond one a step
     * @param lostDecisions approved decisions without a final state of their action
     * @param brokenChains audits that did not verify
     * @param ends final states, and how many actions came to each
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

        /** A line of the table. */
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
