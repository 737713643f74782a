package dev.gleaner.systemtests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.systemtests.environment.WaitDeadline;
import dev.gleaner.test.postgres.FrozenPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Sends the decisions of people, several times and concurrently, and records each response with its seed. */
final class DecisionSubmitter {

    private static final int ACCEPTED = 300;
    private static final int UNAVAILABLE = 503;
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How long a decision waits for earlier halts. */
    private static final Duration HALT_TIMEOUT = Duration.ofSeconds(15);

    private final CrashTestEnvironment environment;
    private final Duration timeout;

    DecisionSubmitter(CrashTestEnvironment environment, Duration timeout) {
        this.environment = environment;
        this.timeout = timeout;
    }

    /** Approves the plans of all seeds. */
    List<Future<?>> approve(List<CrashCase> seeds, HaltScheduler haltScheduler) {
        List<Future<?>> clicks = new ArrayList<>();
        for (CrashCase crashCase : seeds) {
            for (int click = 0; click < crashCase.clicks(); click++) {
                String token = click % 2 == 0 ? "approver-token" : "second-token";
                clicks.add(click(crashCase, haltScheduler, () -> approve(crashCase, token)));
            }
        }
        return clicks;
    }

    /** Undoes the actions of the seeds that ask for it. */
    List<Future<?>> undo(List<CrashCase> seeds, HaltScheduler haltScheduler) {
        List<Future<?>> clicks = new ArrayList<>();
        for (CrashCase crashCase : seeds) {
            String action = crashCase.action();
            for (int click = 0; action != null && crashCase.isUndone() && click < crashCase.clicks(); click++) {
                clicks.add(click(crashCase, haltScheduler, () -> undo(crashCase, action)));
            }
        }
        return clicks;
    }

    /**
     * Freezes the database until these people are answered with 503, after which they do not ask again. Whoever got no answer asks
     * when the database goes on, as everybody does.
     */
    void giveUp(List<CrashCase> seeds, CrashCase.Surrender what) throws Exception {
        List<CrashCase> unanswered = new ArrayList<>();
        try (FrozenPostgres frozen = FrozenPostgres.freeze()) {
            List<Future<Integer>> answers = seeds.stream()
                    .map(crashCase -> environment.threads().submit(() -> askOnce(crashCase, what)))
                    .toList();
            for (int index = 0; index < seeds.size(); index++) {
                if (answers.get(index).get() == UNAVAILABLE) {
                    seeds.get(index).giveUp();
                } else {
                    unanswered.add(seeds.get(index));
                }
            }
        }
        for (CrashCase crashCase : unanswered) {
            if (what == CrashCase.Surrender.UNDO) {
                undo(crashCase, Objects.requireNonNull(crashCase.action()));
            } else {
                approve(crashCase, "approver-token");
                approve(crashCase, "second-token");
            }
        }
    }

    private int askOnce(CrashCase crashCase, CrashCase.Surrender what) throws InterruptedException {
        if (what == CrashCase.Surrender.UNDO) {
            return environment.console().undoOnce(Objects.requireNonNull(crashCase.action()));
        }
        return environment
                .console()
                .approveOnce("approver-token", crashCase.finding().id(), Objects.requireNonNull(crashCase.plan()));
    }

    private interface Click {

        void make() throws InterruptedException;
    }

    private Future<?> click(CrashCase crashCase, HaltScheduler haltScheduler, Click click) {
        return environment.threads().submit(() -> {
            WaitDeadline.in(HALT_TIMEOUT).poll(PAUSE, () -> haltScheduler.isDue(crashCase));
            click.make();
            return null;
        });
    }

    private void approve(CrashCase crashCase, String token) throws InterruptedException {
        String plan = Objects.requireNonNull(crashCase.plan());
        if (crashCase.isAtWork() && !environment.workReporter().report(crashCase.target(), WaitDeadline.in(timeout))) {
            crashCase.recordRefusal("the report of work was lost");
            return;
        }
        record(
                crashCase,
                "the approval by " + token,
                environment.console().approve(token, crashCase.finding().id(), plan, WaitDeadline.in(timeout)),
                // The response to the first of two approvers names no action.
                body -> id(body.path("action")).ifPresent(crashCase::recordAction));
    }

    private void undo(CrashCase crashCase, String action) throws InterruptedException {
        record(
                crashCase,
                "the undo",
                environment.console().undo(action, WaitDeadline.in(timeout)),
                body -> id(body.path("id")).ifPresent(crashCase::recordUndo));
    }

    private static Optional<String> id(JsonNode id) {
        return Optional.ofNullable(id.textValue());
    }

    private static void record(
            CrashCase crashCase,
            String what,
            Optional<RetryingConsoleClient.Answer> answer,
            Consumer<JsonNode> accepted) {
        if (answer.filter(some -> some.status() < ACCEPTED).isPresent()) {
            accepted.accept(answer.get().body());
        } else {
            crashCase.recordRefusal(what + ": "
                    + answer.map(some -> some.status() + " " + some.body()).orElse("no response in time"));
        }
    }
}
