package dev.gleaner.systemtests.crash;

import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.ActuatorDatabase;
import dev.gleaner.systemtests.environment.ExternalActor;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Ends the quarantine of terminations, which lasts days otherwise, and the minute between the retention rule and the deletion
 * of a snapshot.
 */
final class QuarantineExpirer {

    /** How many steps of a termination come before the quarantine. */
    static final int STEPS_BEFORE = 2;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final String IN_QUARANTINE =
            " where name = '" + ActionScenario.TERMINATE.action().name()
                    + "' and state = 'claimed' and not_before > now() + interval '1 hour'";

    private static final String BEFORE_DELETION = " where name = '"
            + ActionScenario.SNAPSHOT.action().name() + "' and state = 'claimed' and step = 2 and not_before > now()";

    private final ActuatorDatabase database;
    private final ExternalActor externalActor;
    private final RetryingConsoleClient console;

    QuarantineExpirer(ActuatorDatabase database, ExternalActor externalActor, RetryingConsoleClient console) {
        this.database = database;
        this.externalActor = externalActor;
        this.console = console;
    }

    /** Undoes or protects what has to be undone, and then ends the quarantine of everything else, and the minute. */
    void expire(List<CrashCase> seeds) throws InterruptedException {
        database.execute("update action set not_before = now()" + BEFORE_DELETION);
        Set<String> inQuarantine = database.queryPairs("select target, id from action" + IN_QUARANTINE)
                .keySet();
        for (CrashCase crashCase : seeds) {
            if (crashCase.scenario().hasQuarantine()
                    && inQuarantine.contains(crashCase.target().toString())) {
                expire(crashCase);
            }
        }
    }

    private void expire(CrashCase crashCase) throws InterruptedException {
        String action = crashCase.action();
        if (crashCase.isUndone() && crashCase.isUndoneInQuarantine()) {
            if (action != null) {
                console.undo(action, WaitDeadline.in(TIMEOUT))
                        .filter(answer -> answer.body().path("id").isTextual())
                        .ifPresent(answer ->
                                crashCase.recordUndo(answer.body().path("id").asText()));
            }
            return;
        }
        if (crashCase.isUndone()) {
            externalActor.tag(crashCase.target(), "gleaner:protected", "true");
        }
        database.execute(
                "update action set not_before = now()" + IN_QUARANTINE + " and target = '" + crashCase.target() + "'");
    }
}
