package dev.gleaner.benchmarks.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Some seeds at the same time: people say yes, processes halt, and in the end all is counted. */
final class Batch {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long PAUSE_MILLIS = 200;
    private static final Set<String> FINAL = Set.of("observed", "undone", "refused", "failed", "dry-run");
    private static final int ACCEPTED = 300;

    private final List<Seed> seeds;
    private final Actuators actuators;
    private final People people;
    private final Analyzer analyzer;
    private final CountingProxy proxy;
    private final AwsEstate aws;
    private final ExecutorService threads;

    Batch(
            List<Seed> seeds,
            Actuators actuators,
            People people,
            Analyzer analyzer,
            CountingProxy proxy,
            AwsEstate aws,
            ExecutorService threads) {
        this.seeds = List.copyOf(seeds);
        this.actuators = actuators;
        this.people = people;
        this.analyzer = analyzer;
        this.proxy = proxy;
        this.aws = aws;
        this.threads = threads;
    }

    /** Runs it, with processes that halt at these points. */
    Tally run(Halting halting, List<Halting.Cell> cells) throws Exception {
        // An actuator that answers has made its topics.
        people.get("/api/kill-switch", Deadline.in(PATIENCE));
        seeds.forEach(seed -> analyzer.send(seed.finding()));
        awaitPlans();
        halting.order(cells, false, seeds);
        List<Future<?>> clicks = clicks();
        redeliver();
        awaitEnds(clicks);
        halting.order(cells, true, seeds);
        awaitEnds(undos());
        halting.settle();
        return tally();
    }

    private void awaitPlans() throws Exception {
        Deadline deadline = Deadline.in(PATIENCE);
        for (Seed seed : seeds) {
            while (seed.plan() == null) {
                actuators.revive();
                JsonNode proposal = people.get("/api/findings/" + seed.finding().id(), deadline)
                        .orElseThrow(() -> new IllegalStateException("no plan for " + seed.target()))
                        .body()
                        .path("proposal");
                if (proposal.path("state").asText().equals("open")) {
                    seed.shown(proposal.path("plan").asText());
                } else {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        }
    }

    private List<Future<?>> clicks() {
        List<Future<?>> clicks = new ArrayList<>();
        for (Seed seed : seeds) {
            for (int click = 0; click < seed.clicks(); click++) {
                String token = click % 2 == 0 ? "approver-token" : "second-token";
                clicks.add(threads.submit(() -> {
                    people.approve(
                                    token,
                                    seed.finding().id(),
                                    Objects.requireNonNull(seed.plan()),
                                    Deadline.in(PATIENCE))
                            .filter(answer -> answer.status() < ACCEPTED)
                            .ifPresent(answer ->
                                    seed.acted(answer.body().path("action").asText()));
                    return null;
                }));
            }
        }
        return clicks;
    }

    private List<Future<?>> undos() {
        List<Future<?>> clicks = new ArrayList<>();
        for (Seed seed : seeds) {
            String action = seed.action();
            for (int click = 0; action != null && seed.isUndone() && click < seed.clicks(); click++) {
                clicks.add(threads.submit(() -> {
                    people.undo(action, Deadline.in(PATIENCE))
                            .filter(answer -> answer.status() < ACCEPTED)
                            .ifPresent(answer ->
                                    seed.tookBack(answer.body().path("id").asText()));
                    return null;
                }));
            }
        }
        return clicks;
    }

    private void redeliver() {
        for (Seed seed : seeds) {
            for (int time = 0; time < seed.redeliveries(); time++) {
                analyzer.send(seed.finding());
            }
        }
    }

    /** Until every click has its answer and every action its end, or for as long as that may take. */
    private void awaitEnds(List<Future<?>> clicks) throws Exception {
        Deadline deadline = Deadline.in(PATIENCE);
        while (!deadline.isOver() && !(clicks.stream().allMatch(Future::isDone) && allEnded())) {
            actuators.revive();
            Thread.sleep(PAUSE_MILLIS);
        }
        for (Future<?> click : clicks) {
            if (click.isDone()) {
                click.get();
            }
        }
    }

    private boolean allEnded() throws InterruptedException {
        for (Seed seed : seeds) {
            for (String action : seed.promised()) {
                if (!FINAL.contains(state(action, Deadline.in(Duration.ofSeconds(1))))) {
                    return false;
                }
            }
        }
        return true;
    }

    private String state(String action, Deadline deadline) throws InterruptedException {
        Optional<People.Answer> answer = people.get("/api/actions/" + action, deadline);
        return answer.map(found -> found.body().path("state").asText()).orElse("");
    }

    private Tally tally() throws InterruptedException, IOException {
        actuators.revive();
        long secondEffects = 0;
        long lost = 0;
        Map<String, Integer> ends = new TreeMap<>();
        for (Seed seed : seeds) {
            long calls = proxy.changes(aws.names(seed.target()));
            secondEffects += Math.max(0, calls - seed.calls());
            if (seed.action() == null) {
                lost++;
            }
            for (String action : seed.promised()) {
                String state = state(action, Deadline.in(PATIENCE));
                lost += FINAL.contains(state) ? 0 : 1;
                ends.merge(state, 1, Integer::sum);
                complain(seed, action, state, calls);
            }
        }
        return new Tally(secondEffects, lost, isIntact() ? 0 : 1, ends);
    }

    /** Every end but the wanted one is told, although only a missing one is a lost decision. */
    private void complain(Seed seed, String action, String state, long calls) throws InterruptedException {
        if (calls > seed.calls() || !(state.equals("observed") || state.equals("undone"))) {
            System.out.printf(
                    "  %s of %s: %d calls, %s%n",
                    action,
                    seed.target(),
                    calls,
                    people.get("/api/actions/" + action, Deadline.in(PATIENCE))
                            .map(answer -> answer.body().toString())
                            .orElse("no answer"));
        }
    }

    /** What was written last may be on its way to the topic. */
    private boolean isIntact() throws InterruptedException {
        Deadline deadline = Deadline.in(Duration.ofSeconds(30));
        String last = "";
        while (!deadline.isOver()) {
            JsonNode report = people.get("/api/audit/verify", deadline)
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
