package dev.gleaner.systemtests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** People who click, several times and at the same time. What becomes of a click is kept with its seed. */
final class DecisionSubmitter {

    private static final int ACCEPTED = 300;
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** How long somebody waits for the halts that come before theirs. */
    private static final Duration TURN = Duration.ofSeconds(15);

    private final CrashTestEnvironment environment;
    private final Duration patience;

    DecisionSubmitter(CrashTestEnvironment around, Duration patience) {
        this.environment = around;
        this.patience = patience;
    }

    /** All say yes to what they were shown. */
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

    /** What is to be taken back is. */
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

    private interface Click {

        void make() throws InterruptedException;
    }

    private Future<?> click(CrashCase crashCase, HaltScheduler haltScheduler, Click click) {
        return environment.threads().submit(() -> {
            WaitDeadline.in(TURN).poll(PAUSE, () -> haltScheduler.isDue(crashCase));
            click.make();
            return null;
        });
    }

    private void approve(CrashCase crashCase, String token) throws InterruptedException {
        String plan = Objects.requireNonNull(crashCase.plan());
        keep(
                crashCase,
                "the yes of " + token,
                environment.console().approve(token, crashCase.finding().id(), plan, WaitDeadline.in(patience)),
                // The first of two people is told that another one is asked too.
                body -> id(body.path("action")).ifPresent(crashCase::recordAction));
    }

    private void undo(CrashCase crashCase, String action) throws InterruptedException {
        keep(
                crashCase,
                "the undo",
                environment.console().undo(action, WaitDeadline.in(patience)),
                body -> id(body.path("id")).ifPresent(crashCase::recordUndo));
    }

    private static Optional<String> id(JsonNode id) {
        return Optional.ofNullable(id.textValue());
    }

    private static void keep(
            CrashCase crashCase,
            String what,
            Optional<RetryingConsoleClient.Answer> answer,
            Consumer<JsonNode> accepted) {
        if (answer.filter(some -> some.status() < ACCEPTED).isPresent()) {
            accepted.accept(answer.get().body());
        } else {
            crashCase.recordRefusal(what + ": "
                    + answer.map(some -> some.status() + " " + some.body()).orElse("no answer in time"));
        }
    }
}
