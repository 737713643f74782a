package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.guard.CanaryWaveState;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The wave in which actions of a name go in an account, where all actuators see it. */
@Entity
@Table(name = "canary")
class CanaryRow {

    private static final Set<String> UNDER_WAY = Set.of("approved", "claimed", "intent", "called");

    @Id
    private String id;

    private String action;
    private String account;
    private int wave;
    private int size;

    protected CanaryRow() {}

    static String id(String action, String account) {
        return action + "/" + account;
    }

    int wave() {
        return wave;
    }

    String action() {
        return action;
    }

    String account() {
        return account;
    }

    /** The wave, given the states of the actions that went in it. */
    CanaryWaveState wave(List<String> states, Optional<Instant> lastBegun) {
        int underWay = (int) states.stream().filter(UNDER_WAY::contains).count();
        int failed = (int) states.stream().filter("failed"::equals).count();
        return new CanaryWaveState(action, account, wave, size, underWay, states.size() - underWay, failed, lastBegun);
    }

    /** Becomes as this one. */
    void update(CanaryWaveState next) {
        this.wave = next.number();
        this.size = next.size();
    }

    @Override
    public String toString() {
        return id + ": wave " + wave + " of " + size;
    }
}
