package dev.gleaner.gpu.smi;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Logs the state of each subject, a line per change. A state that is the last logged one of its subject is not logged again. */
public final class StateChangeLog {

    private final Consumer<String> healthyLog;
    private final Consumer<String> problemLog;
    private final Map<String, String> lastStates = new HashMap<>();

    public StateChangeLog(Consumer<String> healthyLog, Consumer<String> problemLog) {
        this.healthyLog = healthyLog;
        this.problemLog = problemLog;
    }

    /** Reports that a subject is in order. */
    public void reportHealthy(String subject, String state) {
        logOnChange(healthyLog, subject, state);
    }

    /** Reports a problem that needs attention. */
    public void reportProblem(String subject, String state) {
        logOnChange(problemLog, subject, state);
    }

    private synchronized void logOnChange(Consumer<String> lines, String subject, String state) {
        if (!state.equals(lastStates.put(subject, state))) {
            lines.accept(state);
        }
    }
}
