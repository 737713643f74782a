package dev.gleaner.actuator.execution;

import jakarta.persistence.Embeddable;

/** How often AWS did not do what a step asked for. */
@Embeddable
class Tries {

    private int attempts;
    private int throttles;

    /** How often it failed. */
    int attempts() {
        return attempts;
    }

    /** How often AWS asked to come back later, which says nothing of the step, so it is no attempt. */
    int throttles() {
        return throttles;
    }

    void failed() {
        attempts++;
    }

    void throttled() {
        throttles++;
    }

    /** The next step has had none. */
    void beginAnew() {
        attempts = 0;
        throttles = 0;
    }
}
