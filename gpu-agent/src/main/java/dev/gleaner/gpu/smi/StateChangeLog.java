package dev.gleaner.gpu.smi;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Tells how things stand, a line a change: what was told last about a subject is not told again. */
public final class StateChangeLog {

    private final Consumer<String> healthyLog;
    private final Consumer<String> problemLog;
    private final Map<String, String> lastStates = new HashMap<>();

    public StateChangeLog(Consumer<String> good, Consumer<String> bad) {
        this.healthyLog = good;
        this.problemLog = bad;
    }

    /** The subject is as it should be. */
    public void reportHealthy(String subject, String state) {
        logOnChange(healthyLog, subject, state);
    }

    /** The subject needs somebody to look at it. */
    public void reportProblem(String subject, String state) {
        logOnChange(problemLog, subject, state);
    }

    private synchronized void logOnChange(Consumer<String> lines, String subject, String state) {
        if (!state.equals(lastStates.put(subject, state))) {
            lines.accept(state);
        }
    }
}
