package dev.gleaner.benchmarks.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts, after a batch, what happened more than once, what got lost and what does not verify. */
final class Count {

    private static final Duration PUBLISHED = Duration.ofSeconds(30);

    private final List<Seed> seeds;
    private final Surroundings around;
    private final Duration patience;

    Count(List<Seed> seeds, Surroundings around, Duration patience) {
        this.seeds = seeds;
        this.around = around;
        this.patience = patience;
    }

    Tally tally() throws InterruptedException, IOException {
        long secondEffects = 0;
        long lost = 0;
        Map<String, Integer> ends = new TreeMap<>();
        for (Seed seed : seeds) {
            seed.refusals().forEach(why -> say(seed, "came to nothing: " + why));
            secondEffects += secondEffects(seed);
            lost += seed.isAnswered() ? 0 : 1;
            for (String action : seed.promised()) {
                String state = around.people().state(action, Deadline.in(patience));
                lost += Batch.isEnd(state) ? 0 : 1;
                ends.merge(state, 1, Integer::sum);
                complain(seed, action, state);
            }
        }
        return new Tally(secondEffects, lost, isIntact() ? 0 : 1, ends);
    }

    private long secondEffects(Seed seed) {
        List<Change> made =
                Change.about(around.aws().names(seed.target()), around.proxy().calls());
        long beyond = Change.beyond(made, seed.calls());
        if (beyond > 0) {
            say(seed, "was called by " + made.stream().map(Change::call).toList());
        }
        return beyond;
    }

    /** Every end but the wanted one is told, although only a missing one is a lost decision. */
    private void complain(Seed seed, String action, String state) throws InterruptedException {
        if (!state.equals("observed") && !state.equals("undone")) {
            say(
                    seed,
                    around.people()
                            .get("/api/actions/" + action, Deadline.in(patience))
                            .map(answer -> answer.body().toString())
                            .orElse("no answer about " + action));
        }
    }

    private static void say(Seed seed, String what) {
        System.out.printf("  %s of %s %s%n", seed.deed().act().name(), seed.target(), what);
    }

    /** What was written last may be on its way to the topic. */
    private boolean isIntact() throws InterruptedException {
        Deadline deadline = Deadline.in(PUBLISHED);
        String last = "";
        while (!deadline.isOver()) {
            JsonNode report = around.people()
                    .get("/api/audit/verify", deadline)
                    .map(People.Answer::body)
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
}
