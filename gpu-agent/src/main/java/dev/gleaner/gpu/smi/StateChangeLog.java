package dev.gleaner.gpu.smi;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Tells how things stand, a line a change: what was told last about a subject is not told again. */
public final class StateChangeLog {

    private final Consumer<String> good;
    private final Consumer<String> bad;
    private final Map<String, String> told = new HashMap<>();

    public StateChangeLog(Consumer<String> good, Consumer<String> bad) {
        this.good = good;
        this.bad = bad;
    }

    /** The subject is as it should be. */
    public void reportHealthy(String subject, String state) {
        tell(good, subject, state);
    }

    /** The subject needs somebody to look at it. */
    public void reportProblem(String subject, String state) {
        tell(bad, subject, state);
    }

    private synchronized void tell(Consumer<String> lines, String subject, String state) {
        if (!state.equals(told.put(subject, state))) {
            lines.accept(state);
        }
    }
}
